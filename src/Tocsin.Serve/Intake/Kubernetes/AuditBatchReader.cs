using System.Text.Json;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Serve.Intake.Kubernetes;

/// <summary>
/// Takes audit events out of what an API server sends, piece by piece: an <c>EventList</c>, a single event, an array of either, or several of
/// them one after the other. No document is built; a piece is looked at once.
/// </summary>
/// <remarks>
/// Semantics: intake-protocols 1.2 and 1.3. <c>items</c> may stand anywhere in a list. What is no audit event is left out and counted.
/// Each event is written with kind and version, as the API server's log backend writes it, and with its cluster where one is given.
/// </remarks>
internal sealed class AuditBatchReader
{
    private readonly BatchBuilder _batch;
    private readonly byte[] _cluster;
    private readonly byte[] _clusterMember;
    private readonly int _recordBytesMax;
    private ValueSkipper _skipper;
    private State _state = State.Between;
    private bool _isInArray;
    private bool _isList;
    private bool _isItems;
    private bool _isKeyEscaped;
    private bool _isTooLarge;
    private int _keyStart;
    private byte[] _version = [];

    /// <param name="batch">Takes the events.</param>
    /// <param name="cluster">The cluster's name; null where the sender names none.</param>
    /// <param name="recordBytesMax">Larger events are left out.</param>
    public AuditBatchReader(BatchBuilder batch, string? cluster, int recordBytesMax)
    {
        _batch = batch;
        _recordBytesMax = recordBytesMax;
        _cluster = System.Text.Encoding.UTF8.GetBytes(cluster ?? "");
        _clusterMember = cluster is null
            ? []
            :
            [
                .. "\"orchestrator\":{\"cluster\":{\"name\":"u8,
                .. JsonSerializer.SerializeToUtf8Bytes(cluster),
                .. "}},"u8,
            ];
    }

    private enum State
    {
        /// <summary>Before, between and behind values.</summary>
        Between,

        /// <summary>In an object, before a key or its end.</summary>
        Members,
        Key,
        Colon,
        Value,
        InValue,

        /// <summary>In <c>items</c>, before an item or the list's end.</summary>
        Items,
        InItem,

        /// <summary>In a value that is no object where one should be.</summary>
        InOther,
    }

    /// <summary>Whether anything but blanks was there.</summary>
    public bool HasSeenAny { get; private set; }

    /// <summary>Reads the next piece. Throws <see cref="IntakeRefusedException"/> (400) where it is no JSON.</summary>
    public void Read(ReadOnlySpan<byte> text)
    {
        var position = 0;
        while (position < text.Length)
        {
            switch (_state)
            {
                case State.InValue:
                case State.InItem:
                case State.InOther:
                    position += ReadValue(text[position..]);
                    continue;
                case State.Key:
                    position += ReadKey(text[position..]);
                    continue;
            }

            var value = text[position];
            if (JsonScan.IsBlank(value))
            {
                position++;
                continue;
            }

            // A byte order mark, of which some tools are fond.
            if (_state == State.Between && value is (0xEF or 0xBB or 0xBF) && !HasSeenAny)
            {
                position++;
                continue;
            }

            HasSeenAny = true;
            if (ReadStructure(value))
                position++;
        }
    }

    /// <summary>Says that nothing follows. Throws where a value is not complete.</summary>
    public void End()
    {
        if (_state == State.InOther && !_isInArray)
            _state = State.Between;
        if (_state != State.Between || _isInArray)
            throw Broken("ends within a value");
        if (!HasSeenAny)
            throw Broken("is empty");
    }

    /// <returns>Whether the byte was consumed; else it begins a value.</returns>
    private bool ReadStructure(byte value)
    {
        switch (_state)
        {
            case State.Between:
                return ReadBetween(value);
            case State.Members when value == '"':
                _keyStart = _batch.Length + 1;
                _isKeyEscaped = false;
                _state = State.Key;
                break;
            case State.Members when value == '}':
                _batch.Append(value);
                EndObject();
                return true;
            case State.Members when value == ',':
                break;
            case State.Colon when value == ':':
                _state = State.Value;
                break;
            case State.Value when _isItems && value == '[':
                _version = VersionOf(_batch.Record);
                _batch.Discard();
                _isList = true;
                _state = State.Items;
                return true;
            case State.Value:
                Start(value, State.InValue);
                return false;
            case State.Items:
                return ReadItems(value);
            default:
                throw Broken("is no JSON");
        }

        _batch.Append(value);
        return true;
    }

    private bool ReadBetween(byte value)
    {
        switch (value)
        {
            case (byte)'{':
                _isList = false;
                _isTooLarge = false;
                _version = [];
                _batch.Append(value);
                _state = State.Members;
                return true;
            case (byte)'[' when !_isInArray:
                _isInArray = true;
                return true;
            case (byte)']' when _isInArray:
                _isInArray = false;
                return true;
            case (byte)',' when _isInArray:
                return true;
            default:
                if (!_isInArray || value is (byte)'}' or (byte)',' or (byte)']')
                    throw Broken("is no JSON object or array");
                Start(value, State.InOther);
                return false;
        }
    }

    private bool ReadItems(byte value)
    {
        switch (value)
        {
            case (byte)',':
                return true;
            case (byte)']':
                // What follows in the list's object is of no interest, but its end is.
                _batch.Append((byte)'{');
                _state = State.Members;
                return true;
            case (byte)'}' or (byte)':':
                throw Broken("is no JSON");
            default:
                _isTooLarge = false;
                Start(value, value == '{' ? State.InItem : State.InOther);
                return false;
        }
    }

    private void Start(byte value, State state)
    {
        _skipper.Start(value);
        _state = state;
    }

    private int ReadKey(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length)
        {
            var value = text[length++];
            _batch.Append(value);
            if (_isKeyEscaped)
            {
                _isKeyEscaped = false;
            }
            else if (value == '\\')
            {
                _isKeyEscaped = true;
            }
            else if (value == '"')
            {
                _isItems = _batch.From(_keyStart)[..^1].SequenceEqual("items"u8);
                _state = State.Colon;
                break;
            }
        }

        return length;
    }

    private int ReadValue(ReadOnlySpan<byte> text)
    {
        var length = _skipper.Skip(text, out var isDone);
        if (_state != State.InOther && !_isTooLarge)
        {
            _batch.Append(text[..length]);
            _isTooLarge = _batch.Record.Length > _recordBytesMax;
        }

        if (!isDone)
            return length;
        switch (_state)
        {
            case State.InValue:
                _state = State.Members;
                break;
            case State.InItem:
                Complete(_version);
                _state = State.Items;
                break;
            default:
                _batch.Skipped++;
                _state = _isList ? State.Items : State.Between;
                break;
        }

        return length;
    }

    private void EndObject()
    {
        if (_isList)
            _batch.Discard();
        else
            Complete([]);
        _isList = false;
        _state = State.Between;
    }

    /// <summary>Completes the record at hand if it is an audit event.</summary>
    private void Complete(ReadOnlySpan<byte> version)
    {
        if (_isTooLarge || !AuditItem.TryRead(_batch.Record, out var item))
        {
            _batch.Discard();
            _batch.Skipped++;
            return;
        }

        var key = RecordKeys.OfAuditEvent(_cluster, item.AuditId, item.Stage);
        var hasKind = item.HasKind;
        var hasVersion = item.HasVersion;
        if (_clusterMember.Length > 0)
            _batch.Insert(1, _clusterMember);
        if (!hasVersion)
        {
            _batch.Insert(1, "\","u8);
            _batch.Insert(1, version.IsEmpty ? "audit.k8s.io/v1"u8 : version);
            _batch.Insert(1, "\"apiVersion\":\""u8);
        }

        if (!hasKind)
            _batch.Insert(1, "\"kind\":\"Event\","u8);
        _batch.Complete(key);
    }

    /// <summary>The version that the list said before its items; empty where it says none of ours.</summary>
    private static byte[] VersionOf(ReadOnlySpan<byte> head)
    {
        const string Member = "\"apiVersion\"";
        var at = head.IndexOf(System.Text.Encoding.ASCII.GetBytes(Member));
        if (at < 0)
            return [];
        var rest = head[(at + Member.Length)..].TrimStart(" \t\r\n:"u8);
        if (!rest.StartsWith("\"audit.k8s.io/"u8))
            return [];
        var end = rest[1..].IndexOfAny((byte)'"', (byte)'\\');
        return end < 0 || rest[1 + end] != '"' ? [] : rest[1..(1 + end)].ToArray();
    }

    private static IntakeRefusedException Broken(string how) => new(400, $"the body {how}");
}
