using System.Globalization;
using System.Text;

namespace Tocsin.Bench.AuditGenerator;

/// <summary>Writes audit events in the order of time, as an API server's log has them.</summary>
internal sealed class EventWriter(TextWriter output, Randomness random)
{
    private static readonly DateTime Start = new(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly StringBuilder _line = new(2048);
    private readonly StringBuilder _uri = new(256);
    private long _micros;

    /// <summary>Lets time pass.</summary>
    public void Wait(int microsMax) => _micros += 1 + random.Next(microsMax);

    /// <summary>Writes the event of a request that was answered.</summary>
    /// <param name="who">Who asked.</param>
    /// <param name="address">From where.</param>
    /// <param name="verb">What for.</param>
    /// <param name="resource">Of which kind.</param>
    /// <param name="space">In which namespace.</param>
    /// <param name="name">Which one; empty for lists and watches.</param>
    /// <param name="isAllowed">Whether it may.</param>
    public void Write(
        Identity who,
        string address,
        string verb,
        Resource resource,
        string space,
        string name,
        bool isAllowed
    )
    {
        var stage = verb == "watch" && random.Permille(500) ? "ResponseStarted" : "ResponseComplete";
        var time = Start
            .AddTicks(_micros * 10)
            .ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        _line.Clear();
        _line
            .Append("{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"level\":\"Metadata\",\"auditID\":\"")
            .Append(random.Uuid());
        _line
            .Append("\",\"stage\":\"")
            .Append(stage)
            .Append("\",\"requestURI\":\"")
            .Append(Uri(verb, resource, space, name));
        _line.Append("\",\"verb\":\"").Append(verb).Append("\",\"user\":{\"username\":\"").Append(who.Name).Append('"');
        if (who.Uid.Length > 0)
            _line.Append(",\"uid\":\"").Append(who.Uid).Append('"');
        _line
            .Append(",\"groups\":[")
            .Append(who.Groups)
            .Append("],\"extra\":{\"authentication.kubernetes.io/credential-id\":[\"");
        _line.Append(who.Pod.Length > 0 ? "JTI=" : "X509SHA256=").Append(random.Uuid()).Append("\"]");
        if (who.Pod.Length > 0)
        {
            _line
                .Append(",\"authentication.kubernetes.io/node-name\":[\"node-")
                .Append(random.Next(120).ToString("000", CultureInfo.InvariantCulture));
            _line.Append(".example.internal\"],\"authentication.kubernetes.io/node-uid\":[\"").Append(random.Uuid());
            _line.Append("\"],\"authentication.kubernetes.io/pod-name\":[\"").Append(who.Pod);
            _line.Append("\"],\"authentication.kubernetes.io/pod-uid\":[\"").Append(random.Uuid()).Append("\"]");
        }

        _line.Append("}},\"sourceIPs\":[\"").Append(address).Append("\"],\"userAgent\":\"").Append(who.Agent);
        _line.Append("\",\"objectRef\":{\"resource\":\"").Append(resource.Name).Append('"');
        AppendMember("namespace", resource.IsNamespaced ? space : "");
        AppendMember("name", name);
        AppendMember("apiGroup", resource.Group);
        _line.Append(",\"apiVersion\":\"v1\"},\"responseStatus\":{\"metadata\":{}");
        if (!isAllowed)
            AppendRefusal(who, verb, resource, space);
        _line.Append(",\"code\":").Append(isAllowed ? (verb == "create" ? 201 : 200) : 403);
        _line.Append("},\"requestReceivedTimestamp\":\"").Append(time).Append("\",\"stageTimestamp\":\"").Append(time);
        _line.Append("\",\"annotations\":{\"authorization.k8s.io/decision\":\"").Append(isAllowed ? "allow" : "forbid");
        _line.Append("\",\"authorization.k8s.io/reason\":\"");
        if (isAllowed)
            _line
                .Append("RBAC: allowed by ClusterRoleBinding \\\"")
                .Append(resource.Name)
                .Append("-users\\\" of ClusterRole \\\"")
                .Append(resource.Name)
                .Append("-user\\\" to User \\\"")
                .Append(who.Name)
                .Append("\\\"");
        _line.Append("\"}}\n");
        output.Write(_line);
    }

    private void AppendMember(string name, string value)
    {
        if (value.Length > 0)
            _line.Append(",\"").Append(name).Append("\":\"").Append(value).Append('"');
    }

    private void AppendRefusal(Identity who, string verb, Resource resource, string space)
    {
        _line
            .Append(",\"status\":\"Failure\",\"message\":\"")
            .Append(resource.Name)
            .Append(" is forbidden: User \\\"")
            .Append(who.Name);
        _line
            .Append("\\\" cannot ")
            .Append(verb)
            .Append(" resource \\\"")
            .Append(resource.Name)
            .Append("\\\" in API group \\\"")
            .Append(resource.Group);
        _line
            .Append("\\\" in the namespace \\\"")
            .Append(space)
            .Append("\\\"\",\"reason\":\"Forbidden\",\"details\":{\"kind\":\"");
        _line.Append(resource.Name).Append("\"}");
    }

    private StringBuilder Uri(string verb, Resource resource, string space, string name)
    {
        _uri.Clear();
        if (resource.Group.Length > 0)
            _uri.Append("/apis/").Append(resource.Group).Append("/v1");
        else
            _uri.Append("/api/v1");
        if (resource.IsNamespaced)
            _uri.Append("/namespaces/").Append(space);
        _uri.Append('/').Append(resource.Name);
        if (verb == "watch")
            _uri.Append("?allowWatchBookmarks=true&resourceVersion=")
                .Append(random.Next(1 << 30))
                .Append("&timeoutSeconds=")
                .Append(300 + random.Next(300))
                .Append("&watch=true");
        else if (verb == "list")
            _uri.Append("?limit=500");
        else if (verb != "create")
            _uri.Append('/').Append(name);
        return _uri;
    }
}
