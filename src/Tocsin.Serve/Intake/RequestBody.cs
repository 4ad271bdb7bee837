using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Tocsin.Serve.Intake;

/// <summary>Reads request bodies, unpacked and within limits (intake-protocols, common rules).</summary>
internal static class RequestBody
{
    private const int BlockBytes = 64 << 10;

    /// <summary>The body as a stream of unpacked bytes. Throws <see cref="IntakeRefusedException"/> (415) for packings that are not offered.</summary>
    public static Stream Open(HttpRequest request)
    {
        var body = new RequestStream(request.BodyReader);
        var encoding = request.Headers.ContentEncoding;
        if (StringValues.IsNullOrEmpty(encoding))
            return body;
        if (encoding.Count > 1)
            throw NotOffered();
        return encoding[0]!.Trim().ToLowerInvariant() switch
        {
            "" or "identity" => body,
            "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(body, CompressionMode.Decompress),
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            _ => throw NotOffered(),
        };
    }

    /// <summary>Reads a body block by block.</summary>
    /// <param name="request">The request.</param>
    /// <param name="bytesMax">The most unpacked bytes; beyond them 413.</param>
    /// <param name="take">Takes each block, which is only borrowed; is told how many bytes were read.</param>
    /// <param name="cancellation">Ends reading.</param>
    public static async ValueTask ReadAsync(
        HttpRequest request,
        long bytesMax,
        Action<ReadOnlyMemory<byte>> take,
        CancellationToken cancellation
    )
    {
        if (request.ContentLength > bytesMax)
            throw TooLarge(bytesMax);
        var body = Open(request);
        var block = System.Buffers.ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            long total = 0;
            while (true)
            {
                var read = await body.ReadAsync(block, cancellation).ConfigureAwait(false);
                if (read == 0)
                    return;
                total += read;
                if (total > bytesMax)
                    throw TooLarge(bytesMax);
                take(block.AsMemory(0, read));
            }
        }
        catch (InvalidDataException)
        {
            throw new IntakeRefusedException(400, "the packed body is damaged");
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(block);
            await body.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Reads a whole body; its bytes are the ticket's (<see cref="IntakeTicket.Lend"/>).</summary>
    public static async ValueTask<ArraySegment<byte>> ReadAllAsync(
        HttpRequest request,
        long bytesMax,
        IntakeTicket ticket,
        CancellationToken cancellation
    )
    {
        var expected = (int)Math.Clamp(request.ContentLength ?? BlockBytes, 256, 4 << 20);
        var buffer = ticket.Lend(expected);
        var length = 0;
        await ReadAsync(
                request,
                bytesMax,
                block =>
                {
                    if (block.Length > buffer.Length - length)
                    {
                        var size = Math.Max(buffer.Length * 2L, (long)length + block.Length);
                        var grown = (int)Math.Min(size, Math.Max(bytesMax, length + block.Length));
                        buffer = ticket.Lend(grown);
                    }

                    block.Span.CopyTo(buffer.AsSpan(length));
                    length += block.Length;
                },
                cancellation
            )
            .ConfigureAwait(false);
        return new(buffer, 0, length);
    }

    private static IntakeRefusedException NotOffered() =>
        new(415, $"`{HeaderNames.ContentEncoding}` must be gzip, deflate, br or identity");

    private static IntakeRefusedException TooLarge(long bytesMax) =>
        new(413, $"the unpacked body is larger than {bytesMax} bytes");
}
