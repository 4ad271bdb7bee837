using System.Text;
using Tocsin.Core.Events;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Engine.Index;

/// <summary>Asks an index about events. One for each thread.</summary>
internal sealed class IndexProbe(RuleIndex index)
{
    /// <summary>So many fields are asked whether the event has them or not.</summary>
    private const int FieldsAskedMax = 24;

    private readonly EventClasses _classes = new(index);
    private EventClass? _class;
    private readonly ulong[] _rows = new ulong[index.Unasked.Length];
    private readonly VerdictMemo?[] _memos = new VerdictMemo?[index.Slots.Length];
    private readonly HitList _hits = new();

    /// <summary>The rules that an event can concern, one bit for each; valid until the next call.</summary>
    public ReadOnlySpan<ulong> CandidatesFor(Event read)
    {
        var rows = _rows.AsSpan();
        _class = _classes.Of(read, this);
        if (_class is { } known)
            return CandidatesFor(read, known, rows);
        index.Unasked.CopyTo(rows);
        if (read.TryGetPresent(out var present))
        {
            foreach (var slot in present)
            {
                if (index.Of(slot) is { } asked)
                    Ask(read, asked, rows);
            }
        }
        else
        {
            foreach (var asked in index.Slots)
                AskField(read, asked, rows);
        }

        return And(rows);
    }

    /// <summary>
    /// Whether a rule of the candidates is still one when the rest of its conditions is looked at: what the class of the event leaves of them. If they were
    /// looked at, the context says from then on that they hold.
    /// </summary>
    /// <param name="rule">A candidate of the last event.</param>
    /// <param name="context">The event.</param>
    public bool Admits(int rule, EvalContext context)
    {
        if (_class?.RestOf(rule, context) is not { } rest)
            return true;
        if (rest.Condition is { } condition && condition.Test(context) != Truth.True)
            return false;
        context.Hold(rest.Whole);
        return true;
    }

    /// <summary>Sets what a field of an event sets.</summary>
    public void AskField(Event read, SlotIndex asked, Span<ulong> rows)
    {
        if (!read.Get(asked.Slot).IsNull)
            Ask(read, asked, rows);
    }

    private ReadOnlySpan<ulong> CandidatesFor(Event read, EventClass known, Span<ulong> rows)
    {
        if (known.IsEmpty)
            return [];
        known.Rows.CopyTo(rows);
        if (known.Asked.Length > FieldsAskedMax && read.TryGetPresent(out var present))
        {
            foreach (var slot in present)
            {
                if (index.Of(slot) is { } asked && known.Asks[asked.Number])
                    Ask(read, asked, rows);
            }
        }
        else
        {
            foreach (var asked in known.Asked)
                AskField(read, asked, rows);
        }

        var candidates = And(rows);
        for (var i = 0; i < candidates.Length; i++)
            candidates[i] &= known.Alive[i];
        return candidates;
    }

    private Span<ulong> And(Span<ulong> rows)
    {
        var words = index.Words;
        var candidates = rows[..words];
        for (var start = words; start < rows.Length; start += words)
        {
            var row = rows.Slice(start, words);
            for (var i = 0; i < candidates.Length; i++)
                candidates[i] &= row[i];
        }

        return candidates;
    }

    private void Ask(Event read, SlotIndex asked, Span<ulong> rows)
    {
        if (asked.Present >= 0)
            index.Lists.SetIn(rows, asked.Present);
        if (!asked.ReadsValues)
            return;
        var value = read.Get(asked.Slot);
        if (value.Kind == ValueKind.String)
            AskText(value.AsBytes, asked, rows);
        else if (value.IsMany)
            AskMany(value, asked, rows);
        else if (!value.IsNull)
            AskOther(value, asked, rows);
    }

    private void AskMany(in Value many, SlotIndex asked, Span<ulong> rows)
    {
        foreach (ref readonly var value in many.AsMany)
        {
            if (value.Kind == ValueKind.String)
                AskText(value.AsBytes, asked, rows);
            else
                AskOther(value, asked, rows);
        }
    }

    private void AskText(ReadOnlySpan<byte> text, SlotIndex asked, Span<ulong> rows)
    {
        if (!asked.IsSearched)
        {
            Set(rows, asked.Texts is null ? -1 : asked.Texts.Find(text, FoldedHash.Of(text)));
            return;
        }

        var memo = _memos[asked.Number] ??= new();
        var hash = memo.IsWorthwhile || asked.Texts is not null ? FoldedHash.Of(text) : 0;
        if (memo.IsWorthwhile && memo.TryFind(text, hash, out var known))
        {
            foreach (var list in known)
                index.Lists.SetIn(rows, list);
            return;
        }

        _hits.Clear();
        if (asked.Texts is not null)
            _hits.Add(asked.Texts.Find(text, hash));
        asked.Literals?.Search(text, _hits);
        if (asked.NotAscii >= 0 && !Ascii.IsValid(text))
            _hits.Add(asked.NotAscii);
        foreach (var list in _hits.Lists)
            index.Lists.SetIn(rows, list);
        if (memo.IsWorthwhile)
            memo.Add(text, hash, _hits.Lists);
    }

    private void AskOther(in Value value, SlotIndex asked, Span<ulong> rows)
    {
        Set(rows, asked.NoText);
        if (asked.Constants is not null && asked.Constants.TryGetValue(value, out var list))
            index.Lists.SetIn(rows, list);
        if (asked.Literals is null)
            return;
        // Patterns see the canonical text of what is no text.
        Span<byte> scratch = stackalloc byte[ValueBytes.ScratchSize];
        _hits.Clear();
        asked.Literals.Search(ValueBytes.Of(value, scratch), _hits);
        foreach (var hit in _hits.Lists)
            index.Lists.SetIn(rows, hit);
    }

    private void Set(Span<ulong> rows, int list)
    {
        if (list >= 0)
            index.Lists.SetIn(rows, list);
    }
}
