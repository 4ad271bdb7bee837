using System.Text.Json;
using Tocsin.Core.Sources.Formats;

namespace Tocsin.Serve.Intake.Following;

/// <summary>Takes lines out of what container runtimes write around them (intake-protocols, sections 5 and 6).</summary>
/// <remarks>
/// CRI: <c>TIME stdout F TEXT</c>, where <c>P</c> stands for a part that the next line goes on with. Docker: <c>{"log":"TEXT\n","stream":"stdout","time":"…"}</c>,
/// where a part lacks the line break. Belongs to one file.
/// </remarks>
internal sealed class LineUnwrapper(int lineBytesMax)
{
    private readonly List<byte> _parts = [];
    private bool _isTooLong;

    /// <summary>Whether parts wait for the rest of their line.</summary>
    public bool IsWaiting => _parts.Count > 0 || _isTooLong;

    /// <summary>Takes a line of the file.</summary>
    /// <param name="line">The line, without its break.</param>
    /// <param name="isTooLong">Whether the parts came to more than a line may have; they are gone.</param>
    /// <returns>The line inside; null while it waits for more parts, and where it is too long.</returns>
    public byte[]? Take(ReadOnlySpan<byte> line, out bool isTooLong)
    {
        isTooLong = false;
        var isCri = TryReadCri(line, out var text, out var isPart);
        var docker = isCri ? null : ReadDocker(line, out isPart);
        if (!isCri && docker is null)
        {
            Forget();
            return line.ToArray();
        }

        if (docker is not null)
            text = docker;
        if (_parts.Count + text.Length > lineBytesMax)
        {
            _parts.Clear();
            _isTooLong = true;
        }

        if (isPart)
        {
            if (!_isTooLong)
                _parts.AddRange(text);
            return null;
        }

        isTooLong = _isTooLong;
        byte[]? whole = isTooLong ? null : [.. _parts, .. text];
        Forget();
        return whole;
    }

    private void Forget()
    {
        _parts.Clear();
        _isTooLong = false;
    }

    private static bool TryReadCri(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> text, out bool isPart)
    {
        text = default;
        isPart = false;
        // 2026-03-02T09:00:00.000000000Z stdout F TEXT
        const int TimeBytesMin = 20;
        if (line.Length < TimeBytesMin || !char.IsAsciiDigit((char)line[0]) || line[4] != '-' || line[10] != 'T')
            return false;
        var blank = line.IndexOf((byte)' ');
        if (blank < TimeBytesMin)
            return false;
        var rest = line[(blank + 1)..];
        if (!rest.StartsWith("stdout "u8) && !rest.StartsWith("stderr "u8))
            return false;
        rest = rest["stdout ".Length..];
        var tags = rest.IndexOf((byte)' ');
        var tag = tags < 0 ? rest : rest[..tags];
        isPart = tag.SequenceEqual("P"u8) || tag.StartsWith("P:"u8);
        if (!isPart && !tag.SequenceEqual("F"u8) && !tag.StartsWith("F:"u8))
            return false;
        text = tags < 0 ? default : rest[(tags + 1)..];
        return true;
    }

    private static byte[]? ReadDocker(ReadOnlySpan<byte> line, out bool isPart)
    {
        isPart = false;
        if (!line.StartsWith("{\"log\":"u8) || line.IndexOf("\"stream\":"u8) < 0 || !DocumentJson.IsStrict(line))
            return null;
        using var parsed = DocumentJson.Parse(line);
        var root = parsed.RootElement;
        if (root.At("log") is not { ValueKind: JsonValueKind.String } log || root.TextAt("time") is null)
            return null;
        var text = System.Text.Encoding.UTF8.GetBytes(log.GetString()!);
        isPart = text.Length == 0 || text[^1] != '\n';
        return isPart ? text : text[..^1];
    }
}
