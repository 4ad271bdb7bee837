using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Tocsin.Serve.Intake.Elasticsearch;

/// <summary>What the server says of itself to clients of Elasticsearch (intake-protocols 2.1, 2.2).</summary>
/// <param name="version">The version that it claims.</param>
/// <param name="installation">What makes this installation different from others: ids are made of it and stay the same.</param>
internal sealed class ElasticsearchIdentity(string version, string installation)
{
    /// <summary>The header by which official clients recognise a server.</summary>
    public const string ProductHeader = "X-Elastic-Product";

    /// <summary>The header's value.</summary>
    public const string Product = "Elasticsearch";

    private const string Name = "tocsin";
    private const string BuildDate = "2025-01-01T00:00:00.000Z";
    private const long BuildDateMillis = 1735689600000;

    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes("tocsin elasticsearch " + installation));

    /// <summary>The answer to <c>GET /</c>.</summary>
    public JsonObject Root() =>
        new()
        {
            ["name"] = Name,
            ["cluster_name"] = Name,
            ["cluster_uuid"] = Convert
                .ToBase64String(_hash.AsSpan(0, 16))
                .TrimEnd('=')
                .Replace('+', '-')
                .Replace('/', '_'),
            ["version"] = new JsonObject
            {
                ["number"] = version,
                ["build_flavor"] = "default",
                ["build_type"] = "docker",
                ["build_hash"] = Convert.ToHexStringLower(_hash.AsSpan(0, 20)),
                ["build_date"] = BuildDate,
                ["build_snapshot"] = false,
                ["lucene_version"] = "9.12.0",
                ["minimum_wire_compatibility_version"] = "7.17.0",
                ["minimum_index_compatibility_version"] = "7.0.0",
            },
            ["tagline"] = "You Know, for Search",
        };

    /// <summary>The answer to <c>GET /_license</c>.</summary>
    public JsonObject License() =>
        new()
        {
            ["license"] = new JsonObject
            {
                ["status"] = "active",
                ["uid"] = LicenseId,
                ["type"] = "basic",
                ["issue_date"] = BuildDate,
                ["issue_date_in_millis"] = BuildDateMillis,
                ["max_nodes"] = 1000,
                ["issued_to"] = Name,
                ["issuer"] = Name,
                ["start_date_in_millis"] = -1,
            },
        };

    /// <summary>The answer to <c>GET /_xpack</c>.</summary>
    public JsonObject XPack() =>
        new()
        {
            ["build"] = new JsonObject(),
            ["license"] = new JsonObject
            {
                ["uid"] = LicenseId,
                ["type"] = "basic",
                ["mode"] = "basic",
                ["status"] = "active",
            },
            ["features"] = new JsonObject(),
        };

    /// <summary>The answer to <c>GET /_cluster/health</c>.</summary>
    public static JsonObject ClusterHealth() =>
        new()
        {
            ["cluster_name"] = Name,
            ["status"] = "green",
            ["timed_out"] = false,
            ["number_of_nodes"] = 1,
            ["number_of_data_nodes"] = 1,
            ["active_primary_shards"] = 1,
            ["active_shards"] = 1,
            ["relocating_shards"] = 0,
            ["initializing_shards"] = 0,
            ["unassigned_shards"] = 0,
            ["active_shards_percent_as_number"] = 100.0,
        };

    /// <summary>The answer to <c>GET /_nodes/http</c>.</summary>
    /// <param name="address">The address by which the client reached the server.</param>
    public JsonObject Nodes(string address) =>
        new()
        {
            ["_nodes"] = new JsonObject
            {
                ["total"] = 1,
                ["successful"] = 1,
                ["failed"] = 0,
            },
            ["cluster_name"] = Name,
            ["nodes"] = new JsonObject
            {
                [Convert.ToHexStringLower(_hash.AsSpan(20, 11))] = new JsonObject
                {
                    ["name"] = Name,
                    ["version"] = version,
                    ["roles"] = new JsonArray("data", "ingest", "master"),
                    ["http"] = new JsonObject { ["publish_address"] = address },
                },
            },
        };

    private string LicenseId => new Guid(_hash.AsSpan(4, 16)).ToString();
}
