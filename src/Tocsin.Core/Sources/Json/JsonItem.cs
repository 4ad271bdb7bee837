using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Tocsin.Core.Sources.Json;

/// <summary>A value of a <see cref="JsonTape"/>; <c>default</c> is no value. Valid as long as the tape.</summary>
internal readonly struct JsonItem(JsonTape tape, int index)
{
    /// <summary>What it is; <see cref="JsonValueKind.Undefined"/> for no value.</summary>
    public JsonValueKind ValueKind => tape is null ? JsonValueKind.Undefined : tape[index].Kind;

    /// <summary>Whether it is a value at all.</summary>
    public bool Exists => tape is not null;

    /// <summary>Its JSON.</summary>
    public ReadOnlySpan<byte> Raw => tape.Text(tape[index].Start, tape[index].Length);

    /// <summary>The name that it has in its object, between the quotes.</summary>
    public ReadOnlySpan<byte> RawName => tape.Text(tape[index].NameStart, Math.Max(0, tape[index].NameLength));

    /// <summary>Whether writing it would give its own bytes again.</summary>
    public bool IsPlain => Is(JsonTape.Flags.Plain);

    /// <summary>Whether nothing is left of it once empty values are removed, innermost first.</summary>
    public bool IsEmpty => Is(JsonTape.Flags.Empty);

    /// <summary>Whether nothing that it holds is empty.</summary>
    public bool IsFull => Is(JsonTape.Flags.Full);

    /// <summary>Whether it is a string with escapes.</summary>
    public bool IsEscaped => Is(JsonTape.Flags.Escaped);

    /// <summary>Whether its name has escapes.</summary>
    public bool HasEscapedName => Is(JsonTape.Flags.EscapedName);

    /// <summary>The members of an object, or the items of an array; nothing for others.</summary>
    public Children EnumerateChildren() => new(tape, index);

    /// <summary>The name that it has in its object.</summary>
    public string Name
    {
        get
        {
            using var name = UnescapedName();
            return Encoding.UTF8.GetString(name.Text);
        }
    }

    /// <summary>The text of a string.</summary>
    public string GetString()
    {
        using var text = UnescapedText();
        return Encoding.UTF8.GetString(text.Text);
    }

    /// <summary>Its JSON as a text.</summary>
    public string GetRawText() => Encoding.UTF8.GetString(Raw);

    /// <summary>The name that it has in its object, UTF-8.</summary>
    public Unescaped UnescapedName() => Unescaped.Of(RawName, HasEscapedName);

    /// <summary>The text of a string, UTF-8; of anything else its JSON.</summary>
    public Unescaped UnescapedText() =>
        ValueKind == JsonValueKind.String ? Unescaped.Of(Raw[1..^1], IsEscaped) : Unescaped.Of(Raw, isEscaped: false);

    /// <summary>The member of a name, the last one where there are several.</summary>
    public bool TryGetProperty(ReadOnlySpan<char> name, out JsonItem member)
    {
        member = default;
        foreach (var candidate in EnumerateChildren())
        {
            if (candidate.HasName(name))
                member = candidate;
        }

        return member.Exists;
    }

    /// <summary>Whether this is its name.</summary>
    public bool HasName(ReadOnlySpan<char> name)
    {
        var raw = RawName;
        // What is no ASCII or escaped has more bytes than characters.
        return raw.Length == name.Length
            ? System.Text.Ascii.Equals(raw, name) && !HasEscapedName
            : raw.Length > name.Length && (HasEscapedName || !Is(JsonTape.Flags.PlainName)) && name.SequenceEqual(Name);
    }

    /// <summary>Whether another value has the same name.</summary>
    public bool HasNameOf(JsonItem other) =>
        RawName.SequenceEqual(other.RawName) || ((HasEscapedName || other.HasEscapedName) && Name == other.Name);

    /// <summary>Whether it is a string of this text, UTF-8.</summary>
    public bool HasText(ReadOnlySpan<byte> text)
    {
        if (ValueKind != JsonValueKind.String)
            return false;
        using var own = UnescapedText();
        return own.Text.SequenceEqual(text);
    }

    /// <summary>Whether another scalar has the same text.</summary>
    public bool HasTextOf(JsonItem other)
    {
        using var own = UnescapedText();
        using var others = other.UnescapedText();
        return own.Text.SequenceEqual(others.Text);
    }

    /// <summary>Writes its name and then itself.</summary>
    public void WriteMember(Utf8JsonWriter writer)
    {
        WriteName(writer);
        WriteTo(writer);
    }

    /// <summary>Writes its name.</summary>
    public void WriteName(Utf8JsonWriter writer)
    {
        using var name = UnescapedName();
        writer.WritePropertyName(name.Text);
    }

    /// <summary>Copies it onto one line; numbers keep their digits, and texts without escapes their bytes.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        switch (ValueKind)
        {
            case var _ when IsPlain:
                writer.WriteRawValue(Raw, skipInputValidation: true);
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in EnumerateChildren())
                    member.WriteMember(writer);
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in EnumerateChildren())
                    item.WriteTo(writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String when IsEscaped:
                WriteText(writer);
                break;
            default:
                writer.WriteRawValue(Raw, skipInputValidation: true);
                break;
        }
    }

    /// <summary>Copies it without what is empty in it, texts with the writer's own escapes.</summary>
    public void WritePruned(Utf8JsonWriter writer)
    {
        switch (ValueKind)
        {
            case var _ when IsPlain && IsFull:
                writer.WriteRawValue(Raw, skipInputValidation: true);
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                WritePrunedMembers(writer);
                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in EnumerateChildren())
                {
                    if (!item.IsEmpty)
                        item.WritePruned(writer);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                WriteText(writer);
                break;
            default:
                writer.WriteRawValue(Raw, skipInputValidation: true);
                break;
        }
    }

    /// <summary>As <see cref="WritePruned"/>, only the members, into an object that is open.</summary>
    public void WritePrunedMembers(Utf8JsonWriter writer)
    {
        foreach (var member in EnumerateChildren())
        {
            if (member.IsEmpty)
                continue;
            member.WriteName(writer);
            member.WritePruned(writer);
        }
    }

    /// <summary>Writes a scalar as a string.</summary>
    public void WriteAsText(Utf8JsonWriter writer)
    {
        if (ValueKind != JsonValueKind.String)
            writer.WriteStringValue(Raw);
        else if (IsPlain)
            writer.WriteRawValue(Raw, skipInputValidation: true);
        else
            WriteText(writer);
    }

    private void WriteText(Utf8JsonWriter writer)
    {
        using var text = UnescapedText();
        writer.WriteStringValue(text.Text);
    }

    private bool Is(JsonTape.Flags flag) => (tape[index].Flags & flag) != 0;

    /// <summary>A text without its escapes.</summary>
    public readonly ref struct Unescaped
    {
        private readonly byte[]? _rented;

        private Unescaped(ReadOnlySpan<byte> text, byte[]? rented)
        {
            Text = text;
            _rented = rented;
        }

        /// <summary>The text, UTF-8; valid until this is disposed.</summary>
        public ReadOnlySpan<byte> Text { get; }

        /// <summary>Takes the escapes out of what stands between quotes, if it has any.</summary>
        public static Unescaped Of(ReadOnlySpan<byte> text, bool isEscaped)
        {
            if (!isEscaped)
                return new(text, null);
            var rented = ArrayPool<byte>.Shared.Rent(text.Length);
            return new(rented.AsSpan(0, JsonText.Unescape(text, rented)), rented);
        }

        /// <summary>Gives the memory back.</summary>
        public void Dispose()
        {
            if (_rented is not null)
                ArrayPool<byte>.Shared.Return(_rented);
        }
    }

    /// <summary>Goes through what a value holds.</summary>
    public struct Children(JsonTape tape, int index)
    {
        private readonly int _end = tape is null ? 0 : tape[index].Next;
        private int _at = index;
        private bool _started;

        /// <summary>What it stands at.</summary>
        public readonly JsonItem Current => new(tape, _at);

        public readonly Children GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_end == 0)
                return false;
            _at = _started ? tape[_at].Next : _at + 1;
            _started = true;
            return _at < _end;
        }
    }
}
