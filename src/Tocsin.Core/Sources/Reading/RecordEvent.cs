using System.Text;
using Tocsin.Core.Events;
using Tocsin.Core.Fields;
using Tocsin.Core.Sources.Formats;
using Tocsin.Core.Sources.Json;
using Tocsin.Core.Values;

namespace Tocsin.Core.Sources.Reading;

/// <summary>The event that a reader fills from record to record.</summary>
/// <remarks>Values are made on first use, from what the walk captured; they borrow the record's buffer and the event's scratch space.</remarks>
internal sealed class RecordEvent(Captures captures, StreamTypes types) : Event
{
    private static readonly Value Success = Value.FromText("success");
    private static readonly Value Failure = Value.FromText("failure");
    private readonly ByteArena _arena = new();
    private readonly ValueArena _values = new();
    private Value[] _cache = [];
    private int[] _cachedIn = [];
    private int _generation;
    private int[] _listedIn = [];
    private int[] _listed = [];
    private int _listedCount;
    private int _listedFor;
    private ReadPlan _plan = null!;
    private SlotTypes _types = null!;
    private int[] _direct = [];
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private byte[]? _document;
    private SourceFormat _format = null!;
    private byte[] _record = [];
    private int _recordStart;
    private int _recordEnd;
    private Envelope? _envelope;
    private Value[] _parts = new Value[2];
    private string? _id;
    private byte[] _idUtf8 = new byte[128];
    private int _idLength;

    // Whether `@timestamp` has one value, the one that `Timestamp` was read from.
    private bool _isOneTime;
    private long? _arrived;
    private IReadOnlyList<string>? _ignored;
    private StoredEvent? _stored;
    private RecordChunk? _chunk;
    private int _number;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Raw => _record.AsSpan(_recordStart, _recordEnd - _recordStart);

    /// <inheritdoc/>
    public override bool IsMapped => _format.IsMapped;

    /// <inheritdoc/>
    public override bool HasOwnId => _envelope?.Id is not null || HasScalar(Probe.HitId) || AuditProbes() is not null;

    /// <inheritdoc/>
    public override string Id => _id ??= Encoding.UTF8.GetString(IdUtf8);

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> IdUtf8
    {
        get
        {
            if (_idLength == 0)
                _idLength = MakeId();
            return _idUtf8.AsSpan(0, _idLength);
        }
    }

    /// <inheritdoc/>
    public override bool HasContentId => Variant is null && !HasOwnId;

    /// <summary>Whether the time is outside of what any event can have: before 1980 or from 2100 on.</summary>
    public bool HasOddTime => Timestamp is < 315_532_800_000 or >= 4_102_444_800_000;

    /// <summary>What a dataset's second document of one record is called, so that the two have different ids; else null.</summary>
    public string? Variant { get; set; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Ignored =>
        _ignored ??= IgnoredFields.Of(ToDocument(), path => types.TypeOf(StreamId, path));

    /// <summary>Starts an event on what was walked last.</summary>
    /// <param name="plan">The plan that was walked.</param>
    /// <param name="buffer">The buffer that was walked.</param>
    /// <param name="start">Where the object begins.</param>
    /// <param name="end">Behind its end.</param>
    /// <param name="envelope">What stood around it.</param>
    /// <param name="streamId">Its index.</param>
    /// <param name="arrival">Its place among all records.</param>
    public void Fill(ReadPlan plan, byte[] buffer, int start, int end, Envelope? envelope, int streamId, long arrival)
    {
        // PERF: most of this is what it was, and storing a reference costs more than comparing it.
        if (!ReferenceEquals(_plan, plan))
            _plan = plan;
        if (!ReferenceEquals(_format, plan.Format))
            _format = plan.Format;
        if (!ReferenceEquals(_buffer, buffer))
            _buffer = buffer;
        if (!ReferenceEquals(_record, buffer))
            _record = buffer;
        if (!ReferenceEquals(_envelope, envelope))
            _envelope = envelope;
        (_start, _end) = (start, end);
        (_recordStart, _recordEnd) = (start, end);
        _document = null;
        _id = null;
        _idLength = 0;
        _ignored = null;
        _stored = null;
        Variant = null;
        _arena.Clear();
        _values.Clear();
        _generation++;
        if (_cache.Length < plan.SlotCount)
        {
            Array.Resize(ref _cache, plan.SlotCount * 2);
            Array.Resize(ref _cachedIn, plan.SlotCount * 2);
            Array.Resize(ref _listedIn, plan.SlotCount * 2);
            Array.Resize(ref _listed, plan.SlotCount * 2);
        }

        StreamId = streamId;
        Arrival = arrival;
        var slotTypes = types.Of(streamId, plan.SlotCount);
        var direct = slotTypes.DirectOf(plan);
        if (!ReferenceEquals(_types, slotTypes))
            _types = slotTypes;
        if (!ReferenceEquals(_direct, direct))
            _direct = direct;

        Timestamp = InstantOf(plan.Timestamp, out var nanos, out _isOneTime);
        TimestampNanosOfMilli = nanos;
        if (Timestamp == NoTime && envelope?.Time is { } time)
        {
            if (Iso8601.TryParse(Encoding.UTF8.GetBytes(time), out var millis, out nanos))
                (Timestamp, TimestampNanosOfMilli) = (millis, nanos);
        }

        Ingested = plan.Ingested.Origin is null ? NoTime : InstantOf(plan.Ingested, out _, out _);
    }

    /// <summary>Says that what was walked is not the record itself but the document made of it.</summary>
    /// <param name="format">The record's own format.</param>
    /// <param name="record">The buffer that holds the record.</param>
    /// <param name="start">Where the record begins.</param>
    /// <param name="end">Behind its end.</param>
    public void StandFor(SourceFormat format, byte[] record, int start, int end)
    {
        _document = _buffer;
        _format = format;
        _stored = null;
        (_record, _recordStart, _recordEnd) = (record, start, end);
    }

    /// <summary>Says when the record arrived, where that is known: its <c>event.ingested</c>, whatever the document says.</summary>
    public void Arrive(long? millis)
    {
        _arrived = millis;
        if (millis is { } arrived)
            Ingested = arrived;
    }

    /// <inheritdoc/>
    public override Value Get(int slot)
    {
        if ((uint)slot >= (uint)_direct.Length)
            return GetKept(slot);
        var direct = _direct[slot];
        if (direct > 0)
        {
            var first = captures.FirstOf(DirectSlot.CaptureOf(direct));
            if (first < 0)
                return _envelope is null ? Value.Null : GetKept(slot);
            ref readonly var entry = ref captures[first];
            var isPlain = entry.Kind == JsonKind.String && entry.Next < 0 && !entry.IsEscaped;
            if (isPlain && DirectSlot.IsText(direct))
                return Value.FromUtf8(_buffer, entry.Offset, entry.Length);
            var isTruth = entry.Kind is JsonKind.True or JsonKind.False && entry.Next < 0;
            if (isTruth && DirectSlot.TypeOf(direct) == DataType.Boolean)
                return Value.FromBoolean(entry.Kind == JsonKind.True);
        }

        return direct switch
        {
            DirectSlot.Never when _envelope is null => Value.Null,
            DirectSlot.Constant => _plan[slot].Own.Constant,
            DirectSlot.Timestamp when _isOneTime => Value.FromDate(Timestamp),
            _ => GetKept(slot),
        };
    }

    /// <inheritdoc/>
    public override bool IsText(int slot, ReadOnlySpan<byte> text)
    {
        var direct = (uint)slot < (uint)_direct.Length ? _direct[slot] : 0;
        if (direct <= 0 || !DirectSlot.IsText(direct))
            return base.IsText(slot, text);
        var first = captures.FirstOf(DirectSlot.CaptureOf(direct));
        if (first < 0)
            return _envelope is not null && base.IsText(slot, text);
        ref readonly var entry = ref captures[first];
        if (entry.Kind != JsonKind.String || entry.Next >= 0 || entry.IsEscaped)
            return base.IsText(slot, text);
        return entry.Length == text.Length && _buffer.AsSpan(entry.Offset, entry.Length).SequenceEqual(text);
    }

    private Value GetKept(int slot)
    {
        if ((uint)slot >= (uint)_plan.SlotCount)
            return Value.Null;
        if (_cachedIn[slot] == _generation)
            return _cache[slot];
        var value = Read(slot);
        _cachedIn[slot] = _generation;
        _cache[slot] = value;
        return value;
    }

    /// <inheritdoc/>
    public override bool TryGetPresent(out ReadOnlySpan<int> slots)
    {
        slots = default;
        // An envelope may give a value to any field.
        if (_envelope is { IsHit: false })
            return false;
        if (_listedFor == _generation)
        {
            slots = _listed.AsSpan(0, _listedCount);
            return true;
        }

        _listedFor = _generation;
        _listedCount = 0;
        var last = -1;
        for (var i = 0; i < captures.Count; i++)
        {
            var capture = captures[i].Capture;
            if (capture == last)
                continue;
            last = capture;
            foreach (var slot in _plan.SlotsOf(capture))
                List(slot);
        }

        foreach (var slot in _plan.AlwaysPresent)
            List(slot);
        slots = _listed.AsSpan(0, _listedCount);
        return true;
    }

    /// <inheritdoc/>
    public override byte[] ToDocument() =>
        _document is null ? _format.ToDocument(Raw, _envelope) : _document.AsSpan(_start, _end - _start).ToArray();

    /// <summary>Tells where the next events come from.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="number">The record's number in it.</param>
    public void ComesFrom(RecordChunk chunk, int number)
    {
        if (!ReferenceEquals(_chunk, chunk))
            _chunk = chunk;
        _number = number;
    }

    /// <inheritdoc/>
    public override RecordPlace Place =>
        _chunk?.Source is { } source && ReferenceEquals(_record, _chunk.Buffer)
            ? source.PlaceOf(_chunk, _number, _recordStart, _recordEnd)
            : default;

    /// <inheritdoc/>
    public override StoredEvent Store() => _stored ??= MakeStored();

    private StoredEvent MakeStored()
    {
        if (GivesDocuments)
            return Stored(Id, map: null);
        if (StoresRaw)
            return Stored(_id is null && HasContentId ? null : Id, RawMap);
        if (!IsMapped || _document is not null)
            return base.Store();
        var (format, envelope) = (_format, _envelope);
        return Stored(
            Id,
            envelope is null && format is KubernetesAudit ? MapAudit : record => format.ToDocument(record, envelope)
        );
    }

    /// <summary>The event as it is kept: its record, or the place of it.</summary>
    private StoredEvent Stored(string? id, Func<byte[], byte[]>? map)
    {
        var place = Place;
        var record = place.Source is null ? Raw.ToArray() : null;
        return new(id, HasOwnId, StreamId, Timestamp, Ingested, Arrival, record, map) { Place = place };
    }

    /// <summary>Whether what gives the record again gives its document.</summary>
    private bool GivesDocuments => _chunk?.Source is { GivesDocuments: true };

    /// <inheritdoc/>
    public override bool StoresRaw =>
        _document is null
        && !GivesDocuments
        && (
            _envelope is null
                ? _format is KubernetesAudit || (_format is AsWritten && Raw.IndexOf("\"_id\""u8) < 0)
                : _envelope is { IsHit: true, Fields.Count: 0 } && _format is AsWritten
        );

    /// <inheritdoc/>
    public override Func<byte[], byte[]>? RawMap => IsMapped ? MapAudit : null;

    private static readonly Func<byte[], byte[]> MapAudit = record => KubernetesAudit.Instance.ToDocument(record, null);

    private void List(int slot)
    {
        if (_listedIn[slot] == _generation)
            return;
        _listedIn[slot] = _generation;
        _listed[_listedCount++] = slot;
    }

    private Value Read(int slot)
    {
        var direct = _direct[slot];
        if (direct > 0 && _envelope is null)
            return ReadCapture(DirectSlot.CaptureOf(direct), DirectSlot.TypeOf(direct));
        var plan = _plan[slot];
        if (direct == DirectSlot.Unknown)
            _direct[slot] = DirectSlot.Of(plan, _types.Of(slot, plan.Path));
        if (plan.Metadata is { } metadata)
            return ReadMetadata(metadata);
        if (_arrived is { } arrived && plan.Path == "event.ingested")
            return Value.FromDate(arrived);
        var origin = plan.Own;
        var isEmpty = origin.Capture >= 0 && captures.FirstOf(origin.Capture) < 0;
        if (isEmpty && plan.Parent.Origin is null && _envelope is null)
            return Value.Null;

        ref readonly var type = ref _types.Of(slot, plan.Path);
        var value = isEmpty ? Value.Null : ReadOrigin(origin, type.Type);
        if (value.IsNull && plan.Parent.Origin is not null)
            value = ReadOrigin(plan.Parent, type.Type);
        if (value.IsNull && _envelope is { IsHit: false } && _document is null)
            value = ReadEnvelope(plan.Path, type.Type);
        return type.IsLowercase && !value.IsNull ? _values.Lower(value, _arena) : value;
    }

    private Value ReadOrigin(BoundOrigin bound, DataType type)
    {
        switch (bound.Origin?.Kind)
        {
            case OriginKind.Path:
                return ReadCapture(bound.Captures[0], type);
            case OriginKind.Constant:
                return Convert(bound.Constant, bound.Origin.Text, type);
            case OriginKind.FirstOf:
                foreach (var capture in bound.Captures)
                {
                    var first = ReadCapture(capture, type);
                    if (!first.IsNull)
                        return first;
                }

                return Value.Null;
            case OriginKind.Union:
                return ReadUnion(bound.Captures, type);
            case OriginKind.Addresses:
                return ReadAddresses(bound.Captures[0], type);
            case OriginKind.Decision:
                return ReadDecision(bound.Captures[0], type);
            default:
                return Value.Null;
        }
    }

    private Value ReadUnion(int[] paths, DataType type)
    {
        // The parts are read first: they may be lists of their own, and lists do not interleave.
        if (_parts.Length < paths.Length)
            _parts = new Value[paths.Length];
        for (var i = 0; i < paths.Length; i++)
            _parts[i] = ReadCapture(paths[i], type);
        var mark = _values.Begin();
        for (var i = 0; i < paths.Length; i++)
        {
            for (var j = 0; j < _parts[i].Count; j++)
                _values.AddDistinct(mark, _parts[i][j]);
        }

        return _values.End(mark);
    }

    private Value ReadCapture(int capture, DataType type)
    {
        var entry = captures.FirstOf(capture);
        if (entry < 0)
            return Value.Null;
        if (type is DataType.GeoPoint or DataType.CartesianPoint)
            return PointFields.Read(captures, entry, _buffer, type, _arena, _values);
        ref readonly var first = ref captures[entry];
        if (first.Next < 0)
            return TryRead(first, type, out var single) ? single : Value.Null;
        var mark = _values.Begin();
        while (entry >= 0)
        {
            ref readonly var next = ref captures[entry];
            if (TryRead(next, type, out var value) && !value.IsNull)
                _values.Add(value);
            entry = next.Next;
        }

        return _values.End(mark);
    }

    private bool TryRead(in Captures.Entry entry, DataType type, out Value value) =>
        FieldCoercion.TryConvert(ScalarOf(entry), type, _arena, out value);

    private JsonScalar ScalarOf(in Captures.Entry entry)
    {
        if (!entry.IsEscaped)
            return new(entry.Kind, _buffer, entry.Offset, entry.Length);
        var offset = _arena.Take(entry.Length);
        var target = _arena.Buffer.AsSpan(offset, entry.Length);
        var written = JsonText.Unescape(_buffer.AsSpan(entry.Offset, entry.Length), target);
        _arena.Shorten(entry.Length - written);
        return new(entry.Kind, _arena.Buffer, offset, written);
    }

    private Value ReadAddresses(int capture, DataType type)
    {
        Span<byte> address = stackalloc byte[IpText.AddressBytes];
        for (var entry = captures.FirstOf(capture); entry >= 0; entry = captures[entry].Next)
        {
            ref readonly var candidate = ref captures[entry];
            if (candidate.Kind != JsonKind.String || !IpText.TryParse(ScalarOf(candidate).Text, address))
                return Value.Null;
        }

        return ReadCapture(capture, type);
    }

    private Value ReadDecision(int capture, DataType type)
    {
        var entry = captures.FirstOf(capture);
        if (entry < 0 || captures[entry].Kind != JsonKind.String)
            return Value.Null;
        var decision = ScalarOf(captures[entry]).Text;
        return decision.SequenceEqual("allow"u8) ? Convert(Success, "success", type)
            : decision.SequenceEqual("forbid"u8) ? Convert(Failure, "failure", type)
            : Value.Null;
    }

    private Value Convert(in Value kept, string text, DataType type) =>
        type is DataType.Keyword or DataType.Text ? kept : Convert(text, type);

    private Value Convert(string text, DataType type)
    {
        var offset = _arena.Take(Encoding.UTF8.GetMaxByteCount(text.Length));
        var written = Encoding.UTF8.GetBytes(text, _arena.Buffer.AsSpan(offset));
        var scalar = new JsonScalar(JsonKind.String, _arena.Buffer, offset, written);
        return FieldCoercion.TryConvert(scalar, type, _arena, out var value) ? value : Value.Null;
    }

    private Value ReadEnvelope(string path, DataType type)
    {
        if (!_envelope!.Fields.TryGetValue(path, out var texts))
            return Value.Null;
        var mark = _values.Begin();
        foreach (var text in texts)
        {
            var value = Convert(text, type);
            if (!value.IsNull)
                _values.Add(value);
        }

        return _values.End(mark);
    }

    private Value ReadMetadata(MetadataField field) =>
        field switch
        {
            MetadataField.Id => Value.FromText(Id),
            MetadataField.Index => _types.IndexName,
            MetadataField.Version => Value.FromLong(1),
            MetadataField.Source => Value.FromUtf8(ToDocument()),
            MetadataField.Ignored => Value.FromMany([.. Ignored.Select(Value.FromText)]),
            _ => Value.FromText("standard"),
        };

    private long InstantOf(BoundOrigin origin, out int nanosOfMilli, out bool isOnly)
    {
        nanosOfMilli = 0;
        isOnly = true;
        foreach (var capture in origin.Captures)
        {
            for (var entry = captures.FirstOf(capture); entry >= 0; entry = captures[entry].Next)
            {
                isOnly &= captures[entry].Next < 0;
                if (FieldCoercion.TryInstant(ScalarOf(captures[entry]), out var millis, out nanosOfMilli))
                    return millis;
                isOnly = false;
            }
        }

        isOnly = false;
        return NoTime;
    }

    /// <summary>Writes the id.</summary>
    /// <returns>Its length.</returns>
    private int MakeId()
    {
        if (_envelope?.Id is { } given)
            return WriteId(given);
        if (HasScalar(Probe.HitId))
            return WriteId(0, Probe.HitId);
        if (AuditProbes() is { } probes)
        {
            var length = WriteId(0, probes.Id);
            _idUtf8[length] = (byte)'/';
            return WriteId(length + 1, probes.Stage);
        }

        return WriteId(ContentId.Of(Raw, Variant));
    }

    private int WriteId(string text)
    {
        _id = text;
        if (_idUtf8.Length < text.Length * 3)
            _idUtf8 = new byte[text.Length * 3];
        return Encoding.UTF8.GetBytes(text, _idUtf8);
    }

    /// <summary>Writes the text of a probe to a place of the id.</summary>
    /// <returns>The place behind it, where there is room for a byte.</returns>
    private int WriteId(int place, Probe probe)
    {
        var text = Recognizer.TextOf(captures, probe, _buffer);
        if (_idUtf8.Length <= place + text.Length)
            Array.Resize(ref _idUtf8, place + text.Length + 128);
        return place + JsonText.Unescape(text, _idUtf8.AsSpan(place));
    }

    /// <summary>The probes that hold the id and stage of an audit event, raw or inside of the integration's document; null for other events.</summary>
    private (Probe Id, Probe Stage)? AuditProbes()
    {
        var (id, stage) =
            _plan.Format is KubernetesAudit
                ? (Probe.AuditId, Probe.Stage)
                : (Probe.KubernetesAuditId, Probe.KubernetesStage);
        return HasScalar(id) && HasScalar(stage) ? (id, stage) : null;
    }

    private bool HasScalar(Probe probe) =>
        Variant is null && (captures.Has(probe, JsonKind.String) || captures.Has(probe, JsonKind.Number));
}
