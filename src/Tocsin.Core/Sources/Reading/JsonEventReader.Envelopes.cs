using System.Text;
using Tocsin.Core.Events;
using Tocsin.Core.Sources.Formats;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Sources.Reading;

/// <content>Records that hold other records, and formats that are read through the document made of them.</content>
internal sealed partial class JsonEventReader
{
    private readonly HitReader _hits = new();

    /// <summary>Reads a record that is neither an audit event nor a document as written.</summary>
    private bool Unwrap(RecordShape shape, RecordFrame frame, int start, int end)
    {
        var record = frame.Buffer.AsSpan(start, end - start);
        if (_frameCount >= FramesMax)
            return EmitAsWritten(frame, start, end);
        switch (shape)
        {
            case RecordShape.AuditEventList:
                var apiVersion = Encoding.UTF8.GetString(Recognizer.TextOf(_captures, Probe.ApiVersion, frame.Buffer));
                var list = EnvelopeReader.OfAuditList(apiVersion);
                return PushList(frame, Probe.Items, FrameKind.AuditEvents, Around(frame.Envelope, list));
            case RecordShape.SearchHit:
                var source = _captures[Probe.HitSource];
                var hit = _hits.Read(record, _captures, frame.Buffer);
                Push(FrameKind.Values, frame.Buffer, source.Start, source.End, hit).IsInput = frame.IsInput;
                return false;
            case RecordShape.SearchResponse:
                return PushList(frame, Probe.Hits, FrameKind.Elements, null);
            case RecordShape.CloudWatchControl:
                Report(InputProblemKind.Skipped, frame, start, "a control message of CloudWatch holds no event");
                return false;
            case RecordShape.CloudWatchBatch:
                var batch = EnvelopeReader.OfCloudWatch(record, out var stream);
                if (!stream.StartsWith("kube-apiserver-audit-", StringComparison.Ordinal))
                {
                    Report(InputProblemKind.Skipped, frame, start, $"the log stream `{stream}` holds no audit events");
                    return false;
                }

                return PushList(frame, Probe.LogEvents, FrameKind.LogEvents, batch);
            case RecordShape.CloudWatchRow:
                var probe = Recognizer.HasText(_captures, Probe.AtMessage) ? Probe.AtMessage : Probe.Message;
                var row = EnvelopeReader.OfCloudWatch(record, out _);
                return PushText(frame, start, end, probe, row);
            case RecordShape.LambdaEvent:
                return PushPacked(frame, start, Probe.AwsLogsData);
            case RecordShape.PubSubPush:
                return PushPacked(frame, start, Probe.MessageData);
            case RecordShape.EventHubBatch:
                return PushList(frame, Probe.Records, FrameKind.Elements, null);
            case RecordShape.AksRecord:
                return ReadAks(frame, start, end);
            case RecordShape.CloudLoggingEntry:
                return Emit(GoogleAudit.Instance, frame, start, end, isWalked: false);
            case RecordShape.Falco:
                return ReadFalco(frame, start, end);
            case RecordShape.Tetragon:
                return Emit(Tetragon.Instance, frame, start, end, isWalked: false);
            case RecordShape.Tracee:
                return Emit(Tracee.Instance, frame, start, end, isWalked: false);
            case RecordShape.Laurel:
                return Emit(Laurel.Instance, frame, start, end, isWalked: false);
            case RecordShape.Wrapped:
                return ReadWrapped(frame, start, end);
            default:
                return EmitAsWritten(frame, start, end);
        }
    }

    private bool EmitAsWritten(RecordFrame frame, int start, int end) =>
        Emit(AsWritten.Instance, frame, start, end, isWalked: false);

    private bool PushList(RecordFrame frame, Probe probe, FrameKind kind, Envelope? envelope)
    {
        var list = _captures[probe];
        Push(kind, frame.Buffer, list.Start + 1, list.End, envelope).IsInput = frame.IsInput;
        return false;
    }

    /// <summary>Goes on with the text of a probe, if it begins like JSON; else the record is a document.</summary>
    private bool PushText(RecordFrame frame, int start, int end, Probe probe, Envelope envelope)
    {
        var inner = Unescape(frame.Buffer, probe);
        if (!IsObject(inner))
            return EmitAsWritten(frame, start, end);
        Push(FrameKind.Values, inner, 0, inner.Length, envelope);
        return false;
    }

    private bool PushPacked(RecordFrame frame, int start, Probe probe)
    {
        var inner = EnvelopeReader.Decode(Unescape(frame.Buffer, probe));
        if (inner is null)
            Report(InputProblemKind.Unreadable, frame, start, "the packed data inside is damaged or not Base64");
        else
            Push(FrameKind.Values, inner, 0, inner.Length, frame.Envelope);
        return false;
    }

    /// <summary>An element of <c>logEvents</c>: its <c>message</c> is an audit event as text.</summary>
    private bool ReadLogEvent(RecordFrame frame)
    {
        var start = frame.Position - 1;
        if (!Recognizer.HasText(_captures, Probe.Message))
        {
            Report(InputProblemKind.Unreadable, frame, start, "an entry of `logEvents` has no `message`");
            return false;
        }

        var inner = Unescape(frame.Buffer, Probe.Message);
        if (!IsObject(inner) || !DocumentJson.IsStrict(inner))
            Report(
                InputProblemKind.Unreadable,
                frame,
                start,
                "the `message` of a log event is no JSON; it may have been cut off"
            );
        else
            Push(FrameKind.Values, inner, 0, inner.Length, frame.Envelope);
        return false;
    }

    private bool ReadAks(RecordFrame frame, int start, int end)
    {
        var category = Recognizer.TextOf(_captures, Probe.Category, frame.Buffer);
        var isAudit = category.StartsWith("kube-audit"u8);
        var inner = isAudit ? Unescape(frame.Buffer, Probe.PropertiesLog) : [];
        if (!isAudit || !IsObject(inner) || !DocumentJson.IsStrict(inner))
            return Emit(AksPlatformLog.Instance, frame, start, end, isWalked: false);
        _againFrame = frame;
        _againRecord = (start, end);
        _again.Add(AksPlatformLog.Instance);
        var envelope = EnvelopeReader.OfAks(frame.Buffer.AsSpan(start, end - start));
        var audit = Push(FrameKind.Values, inner, 0, inner.Length, envelope);
        _frameCount--;
        return Emit(KubernetesAudit.Instance, audit, 0, inner.Length, isWalked: false);
    }

    private bool ReadFalco(RecordFrame frame, int start, int end)
    {
        var hasEvent = FalcoEvent.IsEvent(frame.Buffer.AsSpan(start, end - start));
        if (!hasEvent)
            return Emit(FalcoAlert.Instance, frame, start, end, isWalked: false);
        _againFrame = frame;
        _againRecord = (start, end);
        _again.Add(FalcoAlert.Instance);
        return Emit(FalcoEvent.Instance, frame, start, end, isWalked: false);
    }

    /// <summary>A shipper's wrapping: what is inside counts if it is recognised, else the record is a document as written.</summary>
    private bool ReadWrapped(RecordFrame frame, int start, int end)
    {
        var probe = Recognizer.WrappedText(_captures, frame.Buffer)!.Value;
        var inner = Unescape(frame.Buffer, probe);
        var innerStart = JsonScan.SkipBlanks(inner, 0);
        if (_walker.Walk(inner, innerStart, inner.Length, PlanOf(_lastFormat)) < 0)
            return EmitAsWritten(frame, start, end);
        var shape = Recognizer.Recognize(_captures, inner);
        var isKnown =
            shape == RecordShape.Document ? Recognizer.IsKnownDocument(_captures) : shape != RecordShape.Wrapped;
        if (!isKnown)
            return EmitAsWritten(frame, start, end);
        var payload = probe switch
        {
            Probe.Log => "log",
            Probe.Message => "message",
            Probe.UpperMessage => "MESSAGE",
            _ => "body",
        };
        var envelope = EnvelopeReader.OfShipper(frame.Buffer.AsSpan(start, end - start), payload);
        Push(FrameKind.Values, inner, innerStart, inner.Length, Around(frame.Envelope, envelope));
        return false;
    }

    private byte[] Unescape(byte[] buffer, Probe probe)
    {
        var text = Recognizer.TextOf(_captures, probe, buffer);
        var target = new byte[text.Length];
        Array.Resize(ref target, JsonText.Unescape(text, target));
        return target;
    }

    private static bool IsObject(byte[] text)
    {
        var first = JsonScan.SkipBlanks(text, 0);
        return first < text.Length && text[first] == '{';
    }

    /// <summary>An envelope inside of another: what both say counts from the inner one.</summary>
    private static Envelope Around(Envelope? outer, Envelope inner) =>
        outer is null
            ? inner
            : new Envelope
            {
                Index = inner.Index ?? outer.Index,
                Id = inner.Id,
                IsHit = inner.IsHit,
                Time = inner.Time ?? outer.Time,
            }
                .With(outer.Fields)
                .With(inner.Fields);
}
