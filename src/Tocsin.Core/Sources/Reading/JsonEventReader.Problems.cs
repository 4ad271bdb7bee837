using Tocsin.Core.Sources.Framing;
using Tocsin.Core.Sources.Json;

namespace Tocsin.Core.Sources.Reading;

/// <content>What is said about records that are broken or odd.</content>
internal sealed partial class JsonEventReader
{
    private void ReportNoObject(RecordFrame frame, int start)
    {
        var text = frame.Buffer.AsSpan(0, frame.End);
        var end = JsonScan.SkipValue(text, start);
        var message =
            end >= 0 ? "a record must be a JSON object"
            : ForeignText.Explain(text[start..]) is { } reason ? reason
            : "the line is not JSON";
        Report(InputProblemKind.Unreadable, frame, start, message);
        frame.Position = end > start && frame.Kind != FrameKind.Values ? end : frame.End;
    }

    private void ReportBroken(RecordFrame frame, int start, int failure)
    {
        var at = _walker.FailedAt < 0 ? start : _walker.FailedAt;
        var message = failure switch
        {
            JsonScan.Incomplete => "the JSON is cut off",
            JsonScan.TooDeep => $"the JSON nests deeper than {JsonScan.DepthMax} levels",
            _ => $"the JSON is broken at `{Excerpt(frame, at)}`",
        };
        Report(InputProblemKind.Unreadable, frame, start, message, failure == JsonScan.Broken ? at : start);

        // An element of a list may still have an end behind which the list goes on.
        var end =
            frame.Kind == FrameKind.Values
                ? JsonScan.Incomplete
                : JsonScan.SkipValue(frame.Buffer.AsSpan(0, frame.End), start);
        frame.Position = end > start ? end : frame.End;
    }

    /// <summary>Reports what is odd about a record that is read all the same; once for each record.</summary>
    private void ReportIrregular(RecordFrame frame, int start, string message)
    {
        if (_hasReportedIrregular)
            return;
        _hasReportedIrregular = true;
        Report(InputProblemKind.Irregular, frame, start, message);
    }

    private void Report(InputProblemKind kind, RecordFrame frame, int start, string message) =>
        Report(kind, frame, start, message, start);

    /// <summary>Reports a problem: the line is that where the value begins, the byte that where it is wrong.</summary>
    private void Report(InputProblemKind kind, RecordFrame frame, int start, string message, int wrongAt)
    {
        var line = _slice.Line;
        var bytePosition = _slice.BytePosition;
        if (frame.IsInput)
        {
            line += frame.Buffer.AsSpan(_slice.Offset, start - _slice.Offset).Count((byte)'\n');
            bytePosition += wrongAt - _slice.Offset;
        }

        _problems.Report(new(kind, _chunk!.File.Path, line, bytePosition, message));
    }

    private static string Excerpt(RecordFrame frame, int position)
    {
        const int Length = 20;
        var count = Math.Min(Length, frame.End - position);
        var text = System.Text.Encoding.UTF8.GetString(frame.Buffer, position, Math.Max(count, 0));
        return new string([.. text.Select(c => char.IsControl(c) || c == '`' ? ' ' : c)]).TrimEnd();
    }
}
