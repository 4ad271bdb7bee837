using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tocsin.Serve.Intake;

/// <summary>How intake writes JSON that it makes itself.</summary>
internal static class JsonForm
{
    /// <summary>Compact; text stays as it is rather than being escaped for web pages.</summary>
    public static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 1000,
    };

    /// <summary>UTF-8.</summary>
    public static byte[] ToBytes(JsonNode node) => System.Text.Encoding.UTF8.GetBytes(node.ToJsonString(Options));
}
