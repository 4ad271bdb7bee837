namespace Tocsin.Core.Languages.Patterns.Grok;

/// <summary>The named patterns that a grok pattern may refer to (ES|QL specification, 14.2.8), in Oniguruma's syntax.</summary>
internal static class GrokLibrary
{
    private static readonly string IPv6Text = MakeIPv6();

    private static readonly Dictionary<string, string> Patterns = new(StringComparer.Ordinal)
    {
        // Text
        ["WORD"] = @"\b\w+\b",
        ["NOTSPACE"] = @"\S+",
        ["SPACE"] = @"\s*",
        ["DATA"] = ".*?",
        ["GREEDYDATA"] = ".*",
        ["QUOTEDSTRING"] = """(?<!\\)(?:"(?>[^"\\]+|\\.)*"|'(?>[^'\\]+|\\.)*'|`(?>[^`\\]+|\\.)*`)""",
        ["QS"] = "%{QUOTEDSTRING}",
        ["UUID"] = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
        ["URN"] = "urn:[0-9A-Za-z][0-9A-Za-z-]{0,31}:(?:%[0-9A-Fa-f]{2}|[0-9A-Za-z()+,.:=@;$_!*'/?#-])+",

        // Numbers
        ["INT"] = "[+-]?[0-9]+",
        ["POSINT"] = @"\b[1-9][0-9]*\b",
        ["NONNEGINT"] = @"\b[0-9]+\b",
        ["BASE10NUM"] = @"(?<![0-9.+-])(?>[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+))",
        ["NUMBER"] = "%{BASE10NUM}",
        ["BASE16NUM"] = "(?<![0-9A-Fa-f])[+-]?(?:0x)?[0-9A-Fa-f]+",
        ["BASE16FLOAT"] = @"\b(?<![0-9A-Fa-f.])[+-]?(?:0x)?(?:[0-9A-Fa-f]+(?:\.[0-9A-Fa-f]*)?|\.[0-9A-Fa-f]+)\b",

        // Who
        ["USERNAME"] = "[0-9A-Za-z._-]+",
        ["USER"] = "%{USERNAME}",
        ["EMAILLOCALPART"] = "[A-Za-z][0-9A-Za-z_.+=:-]+",
        ["EMAILADDRESS"] = "%{EMAILLOCALPART}@%{HOSTNAME}",

        // Networks
        ["MAC"] = "(?:%{CISCOMAC}|%{WINDOWSMAC}|%{COMMONMAC})",
        ["CISCOMAC"] = @"[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2}",
        ["WINDOWSMAC"] = "[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5}",
        ["COMMONMAC"] = "[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}",
        ["IPV6"] = IPv6Text,
        ["IPV4"] = $@"(?<![0-9]){IPv4Text}(?![0-9])",
        ["IP"] = "(?:%{IPV6}|%{IPV4})",
        ["HOSTNAME"] = @"\b[0-9A-Za-z][0-9A-Za-z-]{0,62}(?:\.[0-9A-Za-z][0-9A-Za-z-]{0,62})*(?:\.?|\b)",
        ["IPORHOST"] = "(?:%{IP}|%{HOSTNAME})",
        ["HOSTPORT"] = "%{IPORHOST}:%{POSINT}",

        // Paths and addresses of resources
        ["PATH"] = "(?:%{UNIXPATH}|%{WINPATH})",
        ["UNIXPATH"] = @"(?:/(?:[\w%!$@:.,+~-]+|\\.)*)+",
        ["WINPATH"] = @"(?:[A-Za-z]+:|\\)(?:\\[^\\?*]*)+",
        ["TTY"] = @"/dev/(?:pts|tty[pq]?)\w*/?[0-9]+",
        ["URIPROTO"] = "[A-Za-z][0-9A-Za-z+.-]+",
        ["URIHOST"] = "%{IPORHOST}(?::%{POSINT:port})?",
        ["URIPATH"] = "(?:/[0-9A-Za-z$.+!*'(){},~:;=@#%&_-]*)+",
        ["URIPARAM"] = @"\?[0-9A-Za-z$.+!*'|(){},~@#%&/=:;_?\-\[\]<>]*",
        ["URIPATHPARAM"] = "%{URIPATH}(?:%{URIPARAM})?",
        ["URI"] = "%{URIPROTO}://(?:%{USER}(?::[^@]*)?@)?(?:%{URIHOST})?(?:%{URIPATHPARAM})?",

        // Dates
        ["MONTH"] =
            @"\b(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|[Mm]ay|[Jj]une?|[Jj]uly?|[Aa]ug(?:ust)?|[Ss]ep(?:tember)?"
            + @"|[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?)\b",
        ["MONTHNUM"] = "(?:1[0-2]|0?[1-9])",
        ["MONTHNUM2"] = "(?:0[1-9]|1[0-2])",
        ["MONTHDAY"] = "(?:0[1-9]|[12][0-9]|3[01]|[1-9])",
        ["DAY"] = "(?:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)",
        ["YEAR"] = "(?>[0-9]{2}){1,2}",
        ["HOUR"] = "(?:2[0-3]|[01]?[0-9])",
        ["MINUTE"] = "[0-5][0-9]",
        ["SECOND"] = "(?:60|[0-5]?[0-9])(?:[:.,][0-9]+)?",
        ["TIME"] = "(?<![0-9])%{HOUR}:%{MINUTE}:%{SECOND}(?![0-9])",
        ["DATE_US"] = "%{MONTHNUM}[/-]%{MONTHDAY}[/-]%{YEAR}",
        ["DATE_EU"] = "%{MONTHDAY}[./-]%{MONTHNUM}[./-]%{YEAR}",
        ["DATE"] = "(?:%{DATE_US}|%{DATE_EU})",
        ["DATESTAMP"] = "%{DATE}[- ]%{TIME}",
        ["TZ"] = "(?:[APMCE][SD]T|UTC)",
        ["ISO8601_TIMEZONE"] = "(?:Z|[+-]%{HOUR}:?%{MINUTE})",
        ["ISO8601_SECOND"] = "%{SECOND}",
        ["ISO8601_HOUR"] = "(?:2[0-3]|[01][0-9])",
        ["TIMESTAMP_ISO8601"] =
            "%{YEAR}-%{MONTHNUM}-%{MONTHDAY}[T ]%{HOUR}:?%{MINUTE}(?::?%{SECOND})?%{ISO8601_TIMEZONE}?",
        ["DATESTAMP_RFC822"] = "%{DAY} %{MONTH} %{MONTHDAY} %{YEAR} %{TIME} %{TZ}",
        ["DATESTAMP_RFC2822"] = "%{DAY}, %{MONTHDAY} %{MONTH} %{YEAR} %{TIME} %{ISO8601_TIMEZONE}",
        ["DATESTAMP_OTHER"] = "%{DAY} %{MONTH} %{MONTHDAY} %{TIME} %{TZ} %{YEAR}",
        ["DATESTAMP_EVENTLOG"] = "%{YEAR}%{MONTHNUM2}%{MONTHDAY}%{HOUR}%{MINUTE}%{SECOND}",
        ["HTTPDATE"] = "%{MONTHDAY}/%{MONTH}/%{YEAR}:%{TIME} %{INT}",

        // Syslog
        ["SYSLOGTIMESTAMP"] = "%{MONTH} +%{MONTHDAY} %{TIME}",
        ["PROG"] = @"[!-Z\\^-~]+",
        ["SYSLOGPROG"] = @"%{PROG:program}(?:\[%{POSINT:pid}\])?",
        ["SYSLOGHOST"] = "%{IPORHOST}",
        ["SYSLOGFACILITY"] = @"<%{NONNEGINT:facility}\.%{NONNEGINT:priority}>",
        ["SYSLOGBASE"] = "%{SYSLOGTIMESTAMP:timestamp} (?:%{SYSLOGFACILITY} )?%{SYSLOGHOST:logsource} %{SYSLOGPROG}:",
        ["LOGLEVEL"] =
            "(?:[Aa]lert|ALERT|[Tt]race|TRACE|[Dd]ebug|DEBUG|[Nn]otice|NOTICE|[Ii]nfo(?:rmation)?|INFO(?:RMATION)?|[Ww]arn(?:ing)?|WARN(?:ING)?"
            + "|[Ee]rr(?:or)?|ERR(?:OR)?|[Cc]rit(?:ical)?|CRIT(?:ICAL)?|[Ff]atal|FATAL|[Ss]evere|SEVERE|[Ee]merg(?:ency)?|EMERG(?:ENCY)?)",
    };

    private const string IPv4Text =
        @"(?:(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})\.){3}(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})";

    /// <summary>The names, for hints.</summary>
    public static IReadOnlyCollection<string> Names => Patterns.Keys;

    /// <summary>A pattern by its name.</summary>
    public static bool TryGet(string name, out string pattern) => Patterns.TryGetValue(name, out pattern!);

    /// <summary>An address of up to eight groups, a gap in any place, IPv4 as the last two, and perhaps a zone.</summary>
    private static string MakeIPv6()
    {
        const string group = "[0-9A-Fa-f]{1,4}";
        var choices = new List<string>();
        for (var before = 7; before >= 0; before--)
        {
            var head = before == 0 ? ":" : $"(?:{group}:){{{before}}}";
            // Behind `before` groups and their colons: what is missing to eight, or a gap and less. Longer texts come first.
            var rest = new List<string>();
            if (before == 6)
                rest.Add(IPv4Text);
            if (before is < 6)
                rest.Add($"(?::{group}){{0,{(before == 0 ? 5 : 5 - before)}}}:{IPv4Text}");
            if (before == 7)
                rest.Add(group);
            else
                rest.Add($"(?::{group}){{1,{(before == 0 ? 7 : 7 - before)}}}");
            rest.Add(":");
            choices.Add($"{head}(?:{string.Join('|', rest)})");
        }

        return $"(?:{string.Join('|', choices)})(?:%[0-9A-Za-z._~-]+)?";
    }
}
