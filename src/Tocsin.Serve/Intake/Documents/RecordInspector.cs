using Tocsin.Core.Fields;
using Tocsin.Core.Sources.Formats;
using Tocsin.Core.Sources.Json;
using Tocsin.Core.Sources.Reading;

namespace Tocsin.Serve.Intake.Documents;

/// <summary>Looks at a record as the reader does, to tell what it is: the one place where intake depends on how Core recognises records.</summary>
/// <remarks>Semantics: data-sources, section 4. Belongs to one request at a time; making one costs a small trie.</remarks>
internal sealed class RecordInspector
{
    private readonly Captures _found = new();
    private readonly DocumentWalker _walker;
    private readonly ReadPlan _plan;
    private readonly int[] _marks;
    private byte[] _buffer = [];

    public RecordInspector()
    {
        _walker = new(_found, usesVectors: true);
        var fields = new FieldTable();
        int[] slots = [fields.GetOrAdd("event.action"), fields.GetOrAdd("orchestrator.type")];
        _plan = new(AsWritten.Instance, fields, discovers: false);
        _marks = [.. slots.Select(s => _plan[s].Own.Capture)];
    }

    /// <summary>Looks at an object.</summary>
    /// <param name="buffer">Holds it.</param>
    /// <param name="start">At its opening brace.</param>
    /// <param name="end">Behind the last byte that may belong to it.</param>
    /// <returns>The position behind it, or a failure as <see cref="JsonScan"/> names them.</returns>
    public int Inspect(byte[] buffer, int start, int end)
    {
        _buffer = buffer;
        return start < end && buffer[start] == '{' ? _walker.Walk(buffer, start, end, _plan) : JsonScan.Broken;
    }

    /// <summary>What the object is.</summary>
    public RecordShape Shape => Recognizer.Recognize(_found, _buffer);

    /// <summary>Whether a document says where it belongs, or is in the Elastic Common Schema.</summary>
    public bool IsKnownDocument => Recognizer.IsKnownDocument(_found);

    /// <summary>Whether an audit document has been through the integration's pipeline: its marks are the action, and that it is about Kubernetes.</summary>
    public bool IsFinishedAudit => HasText(Probe.KubernetesAuditId) && HasAction && _found.FirstOf(_marks[1]) >= 0;

    /// <summary>Whether there is an <c>event.action</c>, which nearly every pipeline sets.</summary>
    public bool HasAction => _found.FirstOf(_marks[0]) >= 0;

    /// <summary>Whether there is a text under a key; an empty one is none.</summary>
    public bool HasText(Probe probe) => Recognizer.HasText(_found, probe) && !TextOf(probe).IsEmpty;

    /// <summary>A text as written, without quotes; empty where there is none.</summary>
    public ReadOnlySpan<byte> TextOf(Probe probe) =>
        Recognizer.HasText(_found, probe) ? Recognizer.TextOf(_found, probe, _buffer) : default;

    /// <summary>The text of a shipper's wrapping that may be a record of its own, without its escapes; null where there is none.</summary>
    public byte[]? WrappedText()
    {
        if (Recognizer.WrappedText(_found, _buffer) is not { } probe)
            return null;
        var text = TextOf(probe);
        var inner = new byte[text.Length];
        Array.Resize(ref inner, JsonText.Unescape(text, inner));
        return inner;
    }
}
