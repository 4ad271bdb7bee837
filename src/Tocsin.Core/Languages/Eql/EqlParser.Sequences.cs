using System.Globalization;
using Tocsin.Core.Languages.Eql.Syntax;
using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Sequences and samples (EQL specification, sections 12.1 and 13).</summary>
internal sealed partial class EqlParser
{
    private const int RunsMax = 100;

    private SequenceSyntax ReadSequence()
    {
        var start = Take().Span.Start;
        var keys = ReadKeys();
        long? maxspan = null;
        if (At(EqlTokenKind.Maxspan))
            FailExpected("`with`", "write `with maxspan=…`");
        if (At(EqlTokenKind.With) || At(EqlTokenKind.Maxspan))
            maxspan = ReadMaxspan();
        if (At(EqlTokenKind.By))
        {
            Fail(EqlDiagnostics.ByBehindWith, Current.Span, null);
            ReadKeys();
        }

        var items = ReadItems(inSample: false);
        ItemSyntax? until = null;
        while (At(EqlTokenKind.Until))
        {
            if (until is not null)
                FailExpected("the end of the sequence", "a sequence has one `until`");
            Take();
            until = ReadItem(inSample: false);
        }

        var span = SpanFrom(start);
        CheckSequence(items, until, maxspan, span);
        return new(keys, maxspan, items, until, span);
    }

    private SampleSyntax ReadSample()
    {
        var start = Take().Span.Start;
        var keys = ReadKeys();
        if (At(EqlTokenKind.With))
        {
            Fail(EqlDiagnostics.NotInSample, Current.Span, null, "`with`: time plays no part in it");
            ReadMaxspan();
        }

        var items = ReadItems(inSample: true);
        if (At(EqlTokenKind.Until))
        {
            Fail(EqlDiagnostics.NotInSample, Current.Span, null, "`until`");
            Take();
            ReadItem(inSample: true);
        }

        var span = SpanFrom(start);
        if (items.Count < 2)
            Report(EqlDiagnostics.TooFewItems, span, "sample");
        if (keys.Count == 0 && items.All(i => i.Keys.Count == 0))
            Report(EqlDiagnostics.SampleNeedsKey, span);
        CheckKeyCounts(items, null);
        return new(keys, items, span);
    }

    private void CheckSequence(List<ItemSyntax> items, ItemSyntax? until, long? maxspan, TextSpan span)
    {
        if (items.Sum(i => i.Runs) < 2)
            Report(EqlDiagnostics.TooFewItems, span, "sequence");
        if (items.Find(i => i.IsMissing) is { } missing)
        {
            if (maxspan is null)
                Report(EqlDiagnostics.MissingNeedsMaxspan, missing.Span);
            if (items.TrueForAll(i => i.IsMissing))
                Report(EqlDiagnostics.OnlyMissing, span);
        }

        CheckKeyCounts(items, until);
    }

    private void CheckKeyCounts(List<ItemSyntax> items, ItemSyntax? until)
    {
        if (items.Count == 0)
            return;
        var wanted = items[0].Keys.Count;
        foreach (var item in until is null ? items : [.. items, until])
        {
            if (item.Keys.Count != wanted)
                Report(EqlDiagnostics.KeyCount, item.Span, item.Keys.Count, wanted);
        }
    }

    private void Report(Diagnostics.DiagnosticDescriptor descriptor, TextSpan span, params object[] arguments) =>
        _diagnostics.Report(descriptor, _source, span, arguments);

    private List<FieldSyntax> ReadKeys()
    {
        var keys = new List<FieldSyntax>();
        if (!TryTake(EqlTokenKind.By))
            return keys;
        do
        {
            var key = ReadSum();
            if (key is FieldSyntax field)
            {
                keys.Add(field);
                continue;
            }

            if (key is not BrokenSyntax)
                Report(EqlDiagnostics.KeyNotField, key.Span);
            // A key of no name keeps the count right.
            keys.Add(new("", true, key.Span));
        } while (TryTake(EqlTokenKind.Comma));
        return keys;
    }

    /// <summary><c>with maxspan = 5 s</c>, in milliseconds; null where it is wrong.</summary>
    private long? ReadMaxspan()
    {
        TryTake(EqlTokenKind.With);
        if (!Expect(EqlTokenKind.Maxspan, "`maxspan`") || !Expect(EqlTokenKind.Assign, "`=`"))
        {
            SkipToItem();
            return 0;
        }

        var number = Current;
        if (TryTake(EqlTokenKind.Integer) && At(EqlTokenKind.Name))
        {
            var unit = Take().Text switch
            {
                "ms" => 1L,
                "s" => 1_000,
                "m" => 60_000,
                "h" => 3_600_000,
                "d" => 86_400_000,
                _ => 0,
            };
            if (
                long.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count > 0
                && unit > 0
                && count <= long.MaxValue / 4 / unit
            )
                return count * unit;
        }

        if (Current.Kind is EqlTokenKind.Decimal or EqlTokenKind.Minus)
            Take();
        Fail(EqlDiagnostics.BadMaxspan, SpanFrom(number.Span.Start), "for example: `with maxspan=5m`");
        SkipToItem();
        return 0;
    }

    private void SkipToItem()
    {
        while (
            Current.Kind
                is not (
                    EqlTokenKind.OpenBracket
                    or EqlTokenKind.OpenMissing
                    or EqlTokenKind.By
                    or EqlTokenKind.Pipe
                    or EqlTokenKind.End
                )
        )
            _position++;
    }

    private List<ItemSyntax> ReadItems(bool inSample)
    {
        var items = new List<ItemSyntax>();
        while (Current.Kind is EqlTokenKind.OpenBracket or EqlTokenKind.OpenMissing)
            items.Add(ReadItem(inSample));
        return items;
    }

    /// <summary><c>[filter] by key with runs=3</c>, or <c>![filter] …</c>.</summary>
    private ItemSyntax ReadItem(bool inSample)
    {
        var start = Current.Span.Start;
        var isMissing = At(EqlTokenKind.OpenMissing);
        if (isMissing && inSample)
            Fail(EqlDiagnostics.NotInSample, Current.Span, null, "missing events");
        FilterSyntax filter;
        if (isMissing || At(EqlTokenKind.OpenBracket))
        {
            Take();
            filter = ReadFilter();
            if (!TryTake(EqlTokenKind.CloseBracket))
            {
                FailExpected("`]`");
                SkipToClosing(EqlTokenKind.CloseBracket);
                TryTake(EqlTokenKind.CloseBracket);
            }
        }
        else
        {
            FailExpected("`[`");
            filter = BrokenFilter();
        }

        var keys = ReadKeys();
        var runs = 1;
        if (At(EqlTokenKind.With))
            runs = ReadRuns(inSample);
        if (At(EqlTokenKind.By))
        {
            Fail(EqlDiagnostics.ByBehindWith, Current.Span, null);
            ReadKeys();
        }

        return new(filter, keys, runs, isMissing, SpanFrom(start));
    }

    /// <summary><c>with runs=N</c>; a wrong one counts as 2, so that the sequence is not reported as too short as well.</summary>
    private int ReadRuns(bool inSample)
    {
        var start = Current.Span.Start;
        if (inSample)
            Fail(EqlDiagnostics.NotInSample, Current.Span, null, "`runs`");
        Take();
        if (!AtWord("runs"))
        {
            Fail(EqlDiagnostics.UnknownOption, Current.Span, "an item has the option `runs`", Current.Text);
            SkipToItem();
            return 2;
        }

        Take();
        var number = Current;
        if (
            TryTake(EqlTokenKind.Assign)
            && TakeNumber(out number)
            && int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var runs)
            && runs is >= 1 and <= RunsMax
        )
            return runs;
        _diagnostics.Add(new(EqlDiagnostics.BadRuns, _source, SpanFrom(start), [], Help: "for example: `with runs=3`"));
        SkipToItem();
        return 2;
    }

    private bool TakeNumber(out EqlToken number)
    {
        number = Current;
        return TryTake(EqlTokenKind.Integer);
    }
}
