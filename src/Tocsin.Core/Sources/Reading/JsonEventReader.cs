using System.Text.Unicode;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources.Formats;
using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Sources.Reading;

/// <summary>Reads JSON records: recognises each, walks it once for the wanted fields, unpacks envelopes and lists.</summary>
/// <remarks>
/// A record is walked with the plan of the format before it; its probes then say what it is, and only if it is something else it is
/// walked again. Nothing is allocated for an event of the formats that are read in place (audit events, documents as written).
/// </remarks>
internal sealed partial class JsonEventReader : EventReader
{
    private const int FramesMax = 8;
    private const int FileShift = 40;

    private readonly FieldTable _table;
    private readonly IInputProblems _problems;
    private readonly ReaderOptions _options;
    private readonly Captures _captures = new();
    private readonly DocumentWalker _walker;
    private readonly RecordEvent _event;
    private readonly StreamNames _streams;
    private readonly int _auditStream;
    private readonly Dictionary<SourceFormat, ReadPlan> _plans = [];
    private ReadPlan? _planAtHand;
    private readonly List<RecordFrame> _frames = [];
    private readonly List<SourceFormat> _again = [];
    private RecordFrame _againFrame = null!;
    private (int Start, int End) _againRecord = (0, 0);
    private int _frameCount;
    private RecordChunk? _chunk;
    private bool _isChunkUtf8;
    private SourceFormat _lastFormat = AsWritten.Instance;
    private int _fileStream;
    private int _optionStream = -1;
    private RecordSlice _slice;
    private int _eventsOfRecord;
    private bool _hasReportedIrregular;

    /// <param name="table">The fields that are wanted.</param>
    /// <param name="types">Their declared types.</param>
    /// <param name="streams">Where indices get their numbers.</param>
    /// <param name="problems">Receives what is wrong with records.</param>
    /// <param name="options">How to read.</param>
    public JsonEventReader(
        FieldTable table,
        IFieldTypes types,
        DataStreams streams,
        IInputProblems problems,
        ReaderOptions options
    )
    {
        _table = table;
        _problems = problems;
        _options = options;
        _walker = new(_captures, options.UsesVectors);
        _event = new(_captures, new(types, streams));
        _streams = new(streams);
        _auditStream = streams.GetOrAdd($"logs-{KubernetesAudit.Dataset}-default");
        if (options.Index is not null)
            _optionStream = streams.GetOrAdd(options.Index);
    }

    /// <inheritdoc/>
    public override Event Current => _event;

    /// <inheritdoc/>
    public override void Start(RecordChunk chunk, int record)
    {
        if (!ReferenceEquals(chunk, _chunk))
            Enter(chunk);
        _slice = chunk.Records[record];
        _event.ComesFrom(chunk, record);
        _eventsOfRecord = 0;
        _hasReportedIrregular = false;
        _again.Clear();
        _frameCount = 0;
        var frame = Push(FrameKind.Values, chunk.Buffer, _slice.Offset, _slice.Offset + _slice.Length, null);
        frame.IsInput = true;
        if (_isChunkUtf8 || Utf8.IsValid(chunk.Buffer.AsSpan(_slice.Offset, _slice.Length)))
            return;
        ReportIrregular(frame, _slice.Offset, "bytes that are not UTF-8 are read as U+FFFD");
        frame.Buffer = JsonText.Repair(chunk.Buffer.AsSpan(_slice.Offset, _slice.Length));
        frame.Position = 0;
        frame.End = frame.Buffer.Length;
        frame.IsInput = false;
    }

    /// <inheritdoc/>
    public override bool MoveNext()
    {
        while (true)
        {
            if (_again.Count > 0)
            {
                var format = _again[^1];
                _again.RemoveAt(_again.Count - 1);
                Emit(format, _againFrame, _againRecord.Start, _againRecord.End, isWalked: false);
                _event.Variant = format.Name;
                return true;
            }

            if (_frameCount == 0)
                return false;
            var frame = _frames[_frameCount - 1];
            var text = frame.Buffer.AsSpan(0, frame.End);
            var position = frame.Position;
            while (position < text.Length && (text[position] == ',' || JsonScan.IsBlank(text[position])))
                position++;
            frame.Position = position;
            var isList = frame.Kind != FrameKind.Values;
            if (position >= text.Length || (isList && text[position] == ']'))
                _frameCount--;
            else if (Read(frame, position))
                return true;
        }
    }

    private void Enter(RecordChunk chunk)
    {
        _chunk = chunk;
        var first = chunk.Records[0].Offset;
        var last = chunk.Records[^1];
        _isChunkUtf8 = Utf8.IsValid(chunk.Buffer.AsSpan(first, last.Offset + last.Length - first));
        _fileStream = _streams.Of(chunk.File.IndexName);
        foreach (var plan in _plans.Values)
            plan.Extend();
    }

    /// <summary>Reads the value at a position of a frame: an event, or something that holds events.</summary>
    /// <returns>Whether it is an event; else the frame has moved on.</returns>
    private bool Read(RecordFrame frame, int start)
    {
        if (frame.Buffer[start] != '{')
        {
            ReportNoObject(frame, start);
            return false;
        }

        var plan = PlanOf(_lastFormat);
        var end = Walk(frame, start, plan);
        if (end < 0)
            return false;
        frame.Position = end;
        if (frame.Kind == FrameKind.LogEvents)
            return ReadLogEvent(frame);
        var shape = ShapeOf(frame);
        if (shape == RecordShape.AuditEvent)
            return Emit(KubernetesAudit.Instance, frame, start, end, isWalked: plan.Format is KubernetesAudit);
        if (shape == RecordShape.Document)
        {
            if (frame.Kind == FrameKind.Values && IsBulkAction(frame, start, end))
                return false;
            return Emit(AsWritten.Instance, frame, start, end, isWalked: plan.Format is AsWritten);
        }

        return Unwrap(shape, frame, start, end);
    }

    private RecordShape ShapeOf(RecordFrame frame)
    {
        if (frame.Envelope?.IsHit == true || _options.Shape == RecordShape.Document)
            return RecordShape.Document;
        if (frame.Kind == FrameKind.AuditEvents)
            return RecordShape.AuditEvent;
        var shape = Recognizer.Recognize(_captures, frame.Buffer);
        return _options.Shape is { } forced && !SourceNames.HoldsOthers(shape) ? forced : shape;
    }

    /// <summary>Makes the event of a record.</summary>
    private bool Emit(SourceFormat format, RecordFrame frame, int start, int end, bool isWalked)
    {
        var envelope = frame.Envelope;
        var needsDocument =
            format.IsTranscoded || (_table.WantsEverything && (format.IsMapped || envelope is { Fields.Count: > 0 }));
        if (needsDocument)
            return EmitDocument(format, frame, start, end);
        var plan = PlanOf(format);
        if (!isWalked)
            _walker.Walk(frame.Buffer, start, end, plan);
        _lastFormat = format;
        var stream = format is KubernetesAudit ? _auditStream : StreamOf(envelope, frame.Buffer);
        _event.Fill(plan, frame.Buffer, start, end, envelope, stream, NextArrival());
        _event.Arrive(_chunk!.ArrivedMillis);
        Check(frame, start, plan);
        return true;
    }

    private bool EmitDocument(SourceFormat format, RecordFrame frame, int start, int end)
    {
        var document = format.ToDocument(frame.Buffer.AsSpan(start, end - start), frame.Envelope);
        var plan = PlanOf(AsWritten.Instance);
        var walked = _walker.Walk(document, 0, document.Length, plan);
        System.Diagnostics.Debug.Assert(walked >= 0, "a document that was made is JSON");
        var stream = StreamOf(format.IsMapped ? null : frame.Envelope, document);
        _event.Fill(plan, document, 0, document.Length, frame.Envelope, stream, NextArrival());
        _event.StandFor(format, frame.Buffer, start, end);
        _event.Arrive(_chunk!.ArrivedMillis);
        Check(frame, start, plan);
        return true;
    }

    private void Check(RecordFrame frame, int start, ReadPlan plan)
    {
        if (plan.HasDropped)
        {
            plan.HasDropped = false;
            ReportIrregular(
                frame,
                start,
                $"there are more than {ReadPlan.DiscoveredMax} different fields; further ones are not read"
            );
        }

        if (_walker.RepeatedPath is { } path)
            ReportIrregular(frame, start, $"the key `{path}` is there twice; all its values count");
        if (_event.Timestamp == Event.NoTime)
            ReportIrregular(
                frame,
                start,
                _captures.Has(Probe.Timestamp) ? "`@timestamp` is no date" : "there is no usable time"
            );
        else if (_event.HasOddTime)
            ReportIrregular(frame, start, "the time is before 1980 or after 2099");
    }

    private int StreamOf(Envelope? envelope, byte[] text)
    {
        if (envelope?.Index is { } index)
            return _streams.Of(index);
        if (_optionStream >= 0)
            return _optionStream;
        var named = _streams.OfDocument(_captures, text);
        return named >= 0 ? named : _fileStream;
    }

    private ReadPlan PlanOf(SourceFormat format)
    {
        // PERF: asked twice for each event, and nearly always for the same.
        if (_planAtHand is { } atHand && ReferenceEquals(atHand.Format, format))
            return atHand;
        return _planAtHand = FindPlan(format);
    }

    private ReadPlan FindPlan(SourceFormat format)
    {
        if (!_plans.TryGetValue(format, out var plan))
            _plans[format] = plan = new(format, _table, _table.WantsEverything && !format.IsMapped);
        return plan;
    }

    private int Walk(RecordFrame frame, int start, ReadPlan plan)
    {
        var end = _walker.Walk(frame.Buffer, start, frame.End, plan);
        if (end < 0)
            ReportBroken(frame, start, end);
        return end;
    }

    private long NextArrival() => ((long)_chunk!.File.Ordinal << FileShift) + _slice.BytePosition + _eventsOfRecord++;

    private RecordFrame Push(FrameKind kind, byte[] buffer, int start, int end, Envelope? envelope)
    {
        if (_frameCount == _frames.Count)
            _frames.Add(new());
        var frame = _frames[_frameCount++];
        frame.Kind = kind;
        frame.Buffer = buffer;
        frame.Position = start;
        frame.End = end;
        frame.Envelope = envelope;
        frame.IsInput = false;
        return frame;
    }

    private bool IsBulkAction(RecordFrame frame, int start, int end)
    {
        var value = frame.Buffer.AsSpan(start, end - start);
        if (value.Length > 2 && value[^2] != '}')
            return false;
        if (!BulkAction.TryRead(value, out var operation, out var target))
            return false;
        var isAlone = JsonScan.SkipBlanks(frame.Buffer.AsSpan(0, frame.End), end) >= frame.End;
        var name = value[operation];
        if (name.SequenceEqual("delete"u8) || (name.SequenceEqual("update"u8) && !isAlone))
        {
            Report(InputProblemKind.Skipped, frame, start, "a bulk deletion or partial update holds no event");
            frame.Position = frame.End;
            return true;
        }

        if (isAlone)
            return false;
        frame.Envelope = EnvelopeReader.OfHit(value[target], isHit: false);
        return true;
    }
}
