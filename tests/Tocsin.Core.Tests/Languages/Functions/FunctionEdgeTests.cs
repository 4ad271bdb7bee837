namespace Tocsin.Core.Tests.Languages.Functions;

/// <summary>Edges of functions that neither their examples nor the conformance cases reach.</summary>
public sealed class FunctionEdgeTests
{
    [Theory]
    [InlineData("9223372036854775807 + 0", "9223372036854775807")]
    [InlineData("-9223372036854775808 / -1", "null")]
    [InlineData("-9223372036854775808 % -1", "0")]
    [InlineData("-2147483648 / -1", "null")]
    [InlineData("9223372036854775807 * -1", "-9223372036854775807")]
    [InlineData("-9223372036854775808 * -1", "null")]
    [InlineData("18446744073709551615 + 9223372036854775808", "null")]
    [InlineData("18446744073709551615 - 9223372036854775808", "9223372036854775807")]
    [InlineData("1.0 % 0", "null")]
    [InlineData("1.7e308 * 10", "null")]
    [InlineData("-(-2147483648)", "null")]
    public void ArithmeticOverflowIsNull(string expression, string result) =>
        Assert.Equal(result, RowQuery.Text(expression));

    [Theory]
    [InlineData("1 + \"x\"")]
    [InlineData("1 == \"1\"")]
    [InlineData("true < false")]
    [InlineData("1 + 18446744073709551615")]
    [InlineData("1 == 18446744073709551615")]
    [InlineData("TO_IP(\"1.1.1.1\") == TO_DATETIME(1)")]
    [InlineData("TO_DATETIME(1) - TO_DATETIME(0)")]
    [InlineData("1 day - TO_DATETIME(0)")]
    [InlineData("TO_DATETIME(0) + 1")]
    [InlineData("1 IN (\"a\")")]
    [InlineData("CONCAT(\"n=\", 1)")]
    [InlineData("LENGTH()")]
    [InlineData("LENGTH(\"a\", \"b\")")]
    [InlineData("CASE(1, 2)")]
    [InlineData("CASE(true, 1, 2.5)")]
    [InlineData("CASE(true)")]
    [InlineData("COALESCE(1, \"a\")")]
    [InlineData("DATE_TRUNC(0 days, \"2024-01-01\")")]
    [InlineData("DATE_TRUNC(\"fortnight\", \"2024-01-01\")")]
    [InlineData("DATE_EXTRACT(\"yeer\", \"2024-01-01\")")]
    [InlineData("DATE_FORMAT(\"bbb\", \"2024-01-01\")")]
    [InlineData("TO_DATETIME(\"2024\") > \"yesterday\"")]
    [InlineData("HASH(\"nope\", \"x\")")]
    [InlineData("MV_SORT([1, 2], \"up\")")]
    [InlineData("CIDR_MATCH(\"1.1.1.1\", \"1.1.1.1/33\")")]
    [InlineData("SUBSTRING(\"abc\", 1, -1)")]
    [InlineData("SPLIT(\"abc\", \"\")")]
    [InlineData("JSON_EXTRACT(\"{}\", \"a[*]\")")]
    [InlineData("IP_PREFIX(\"1.1.1.1\", 33, 0)")]
    [InlineData("\"a\" LIKE \"b\\\\x\"")]
    [InlineData("\"a\" RLIKE \"[\"")]
    [InlineData("TO_IP(\"1.1.1.1\", {\"zeros\": \"octal\"})")]
    [InlineData("LENGTH(\"x\", {\"a\": 1})")]
    [InlineData("BUCKET(TO_DATETIME(0), 5)")]
    [InlineData("BUCKET(1, 1 day)")]
    public void WrongCallsAreErrors(string expression) =>
        Assert.StartsWith("! ", RowQuery.Text(expression), StringComparison.Ordinal);

    [Fact]
    public void MessagesNameTheArgumentAndTheTypes()
    {
        Assert.Equal("! second argument of `CONCAT` must be string, found integer", RowQuery.Text("CONCAT(\"n=\", 1)"));
        Assert.Equal("! argument of `LENGTH` must be string, found boolean", RowQuery.Text("LENGTH(true)"));
        Assert.Equal("! `LENGTH` takes one argument, found 0", RowQuery.Text("LENGTH()"));
        Assert.Equal("! `==` cannot compare integer with keyword", RowQuery.Text("1 == \"1\""));
        Assert.Equal(
            "! `yeer` is not a part of a date; did you mean `year`?",
            RowQuery.Text("DATE_EXTRACT(\"yeer\", \"2024-01-01\")")
        );
    }

    [Theory]
    [InlineData("1 / 0", "java.lang.ArithmeticException: / by zero")]
    [InlineData("2147483647 + 1", "java.lang.ArithmeticException: integer overflow")]
    [InlineData("1.7e308 * 10", "java.lang.ArithmeticException: not a finite double number: Infinity")]
    [InlineData("LOG(0)", "java.lang.ArithmeticException: Log of non-positive number")]
    [InlineData("SQRT(-1)", "java.lang.ArithmeticException: Square root of negative")]
    [InlineData("[1, 2] + 1", "java.lang.IllegalArgumentException: single-value function encountered multi-value")]
    [InlineData("TO_INTEGER(501379200000)", "[501379200000] out of [integer] range")]
    [InlineData("TO_LONG(1e19)", "[1.0E19] out of [long] range")]
    [InlineData("TO_UL(-1)", "[-1] out of [unsigned_long] range")]
    [InlineData("TO_LONG(\"foo\")", "Cannot parse number [foo]")]
    [InlineData("TO_IP(\"foo\")", "'foo' is not an IP string literal.")]
    [InlineData("TO_DATETIME(\"x\")", "failed to parse date field [x] with format [strict_date_optional_time]")]
    [InlineData("DATE_PARSE(\"yyyy\", \"x\")", "failed to parse date field [x] with format [yyyy]")]
    [InlineData("JSON_EXTRACT(\"{}\", \"a.b\")", "path [a.b] does not exist")]
    [InlineData("JSON_EXTRACT(\"[1]\", \"[3]\")", "array index out of bounds")]
    [InlineData("JSON_EXTRACT(\"{\", \"a\")", "invalid JSON input")]
    [InlineData("REPEAT(\"a\", -1)", "Number parameter cannot be negative, found [-1]")]
    public void FailuresWarn(string expression, string message)
    {
        var query = RowQuery.Evaluate(expression);
        Assert.True(query.Columns![0].Value.IsNull);
        var warning = Assert.Single(query.Warnings);
        Assert.Contains(message, warning, StringComparison.Ordinal);
    }

    [Fact]
    public void BranchesNotTakenRaiseNoWarnings()
    {
        var query = RowQuery.Evaluate("CASE(true, 1, 1 / 0), COALESCE(2, 1 / 0), CASE(false, 1 / 0, 3)");
        Assert.Equal(["1", "2", "3"], query.Columns!.Select(c => c.Value.ToString()));
        Assert.Empty(query.Warnings);
    }

    [Theory]
    [InlineData("TO_INTEGER(-3.5)", "-3")]
    [InlineData("TO_INTEGER(0.49999999999999994)", "0")]
    [InlineData("TO_LONG(9223372036854775807)", "9223372036854775807")]
    [InlineData("TO_LONG(18446744073709551615)", "null")]
    [InlineData("TO_UL(\"18446744073709551616\")", "null")]
    [InlineData("TO_DOUBLE(\" 1.5 \")", "1.5")]
    [InlineData("TO_DOUBLE(\"NaN\")", "null")]
    [InlineData("TO_STRING(1e-4)", "1.0E-4")]
    [InlineData("TO_STRING(12345678.9)", "1.23456789E7")]
    [InlineData("TO_STRING(TO_IP(\"::ffff:1.2.3.4\"))", "1.2.3.4")]
    [InlineData("TO_IP(\"010.0.0.1\", {\"leading_zeros\": \"octal\"})", "8.0.0.1")]
    [InlineData("TO_IP(\"010.0.0.1\", {\"leading_zeros\": \"decimal\"})", "10.0.0.1")]
    [InlineData("TO_DATETIME(\"2024-02-30\")", "null")]
    [InlineData("TO_DATETIME(\"2024-01-01Z\")", "null")]
    [InlineData("TO_DATETIME(TO_DATE_NANOS(\"2024-01-01T00:00:00.123456789Z\"))", "2024-01-01T00:00:00.123Z")]
    [InlineData("TO_DATE_NANOS(\"1969-12-31\")", "null")]
    [InlineData("TO_STRING(TO_VERSION(\"1.2\"))", "1.2")]
    public void ConversionsFollowTheSpecification(string expression, string result) =>
        Assert.Equal(result, RowQuery.Text(expression));

    [Theory]
    [InlineData("DATE_TRUNC(7 years, \"1970-06-01\")", "1968-01-01T00:00:00.000Z")]
    [InlineData("DATE_TRUNC(7 months, \"1969-11-12\")", "1969-10-01T00:00:00.000Z")]
    [InlineData("DATE_TRUNC(7 months, \"1972-01-12\")", "1971-07-01T00:00:00.000Z")]
    [InlineData("DATE_TRUNC(240 hours, \"1970-01-25\")", "1970-01-21T00:00:00.000Z")]
    [InlineData("DATE_TRUNC(1 hour, \"1969-12-31T23:30:00\")", "1969-12-31T23:00:00.000Z")]
    [InlineData("DATE_TRUNC(10 days, \"1969-12-31\")", "1969-12-22T00:00:00.000Z")]
    [InlineData("DATE_TRUNC(1 week, \"1969-12-28\")", "1969-12-22T00:00:00.000Z")]
    [InlineData("DATE_DIFF(\"month\", \"2024-02-29\", \"2024-01-31\")", "0")]
    [InlineData("DATE_DIFF(\"month\", \"2024-01-31T10:00:00\", \"2024-03-31T09:00:00\")", "1")]
    [InlineData("DATE_DIFF(\"years\", \"2000-02-29\", \"2024-02-28\")", "23")]
    [InlineData("DATE_DIFF(\"qq\", \"2024-01-01\", \"2024-12-31\")", "3")]
    [InlineData("DATE_DIFF(\"hours\", \"2024-01-01T01:30:00\", \"2024-01-01T00:00:00\")", "-1")]
    [InlineData("DATE_EXTRACT(\"aligned_week_of_year\", \"2024-01-08\")", "2")]
    [InlineData("DATE_EXTRACT(\"day_of_week\", \"1969-12-28\")", "7")]
    [InlineData("DATE_EXTRACT(\"nano_of_second\", TO_DATE_NANOS(\"2024-01-01T00:00:00.123456789Z\"))", "123456789")]
    [InlineData("\"2024-01-31\" + 13 months", "2025-02-28T00:00:00.000Z")]
    [InlineData("\"2024-03-31\" - 1 month", "2024-02-29T00:00:00.000Z")]
    [InlineData("\"0001-01-01\" - 1 day", "0000-12-31T00:00:00.000Z")]
    public void DatesFollowTheCalendar(string expression, string result) =>
        Assert.Equal(result, RowQuery.Text(expression));

    [Theory]
    [InlineData("yyyyMMdd", "2024-05-01T10:00:00Z", "20240501")]
    [InlineData("yy-M-d H:m:s.SSS", "2024-05-01T03:04:05.678Z", "24-5-1 3:4:5.678")]
    [InlineData("EEE MMM dd HH:mm:ss z yyyy", "2024-05-01T03:04:05Z", "Wed May 01 03:04:05 UTC 2024")]
    [InlineData("YYYY-'W'ww-e", "2024-12-30T00:00:00Z", "2025-W01-1")]
    [InlineData("h 'o''clock' a", "2024-05-01T00:30:00Z", "12 o'clock AM")]
    [InlineData("QQQ DDD XXX Z", "2024-05-01T00:00:00Z", "Q2 122 Z +0000")]
    [InlineData("epoch_second", "2024-05-01T00:00:00Z", "1714521600")]
    [InlineData("date_hour_minute", "2024-05-01T00:30:00Z", "2024-05-01T00:30")]
    public void DatesPrintInJavaPatterns(string pattern, string date, string text) =>
        Assert.Equal(text, RowQuery.Text($"DATE_FORMAT(\"{pattern}\", \"{date}\")"));

    [Theory]
    [InlineData("yyyyMMdd", "20240501", "2024-05-01T00:00:00.000Z")]
    [InlineData("yyyyMMddHHmmss", "20240501030405", "2024-05-01T03:04:05.000Z")]
    [InlineData("dd/MMM/yyyy:HH:mm:ss Z", "01/May/2024:03:04:05 +0200", "2024-05-01T01:04:05.000Z")]
    [InlineData("MMM d, yyyy h:mm a", "May 1, 2024 3:04 PM", "2024-05-01T15:04:00.000Z")]
    [InlineData("yyyy-MM-dd[ HH:mm]", "2024-05-01", "2024-05-01T00:00:00.000Z")]
    [InlineData("yyyy-MM-dd[ HH:mm]", "2024-05-01 03:04", "2024-05-01T03:04:00.000Z")]
    [InlineData("epoch_millis", "1714521600123", "2024-05-01T00:00:00.123Z")]
    [InlineData("yyyy-MM-dd||epoch_second", "1714521600", "2024-05-01T00:00:00.000Z")]
    [InlineData("yyyy-DDD", "2024-122", "2024-05-01T00:00:00.000Z")]
    [InlineData("YYYY-'W'ww-e", "2025-W01-1", "2024-12-30T00:00:00.000Z")]
    [InlineData("yyyy-MM-dd", "2024-5-1", "null")]
    [InlineData("yyyy-MM-dd", "20240-05-01", "null")]
    [InlineData("HH:mm", "25:00", "null")]
    [InlineData("y G", "9223372036854775807 BC", "null")]
    [InlineData("u", "-9223372036854775807", "null")]
    [InlineData("YYYY-'W'ww", "+9223372036854775807-W01", "null")]
    public void DatesAreReadInJavaPatterns(string pattern, string text, string date) =>
        Assert.Equal(date, RowQuery.Text($"DATE_PARSE(\"{pattern}\", \"{text}\")"));

    [Theory]
    [InlineData("SUBSTRING(\"hello\", -10, 2)", "he")]
    [InlineData("SUBSTRING(\"h🔥llo\", 2, 2)", "🔥l")]
    [InlineData("SUBSTRING(\"hello\", 9)", "")]
    [InlineData("LEFT(\"h🔥\", 2)", "h🔥")]
    [InlineData("RIGHT(\"a🔥\", 1)", "🔥")]
    [InlineData("RIGHT(\"abc\", 9)", "abc")]
    [InlineData("LEFT(\"abc\", -1)", "")]
    [InlineData("LOCATE(\"a🔥b\", \"b\")", "3")]
    [InlineData("LOCATE(\"abab\", \"a\", -2)", "3")]
    [InlineData("SPLIT(\"a::b\", \"::\")", "[a, b]")]
    [InlineData("SPLIT(\"\", \",\")", "")]
    [InlineData("TO_UPPER(\"ǰ\")", "J\u030C")]
    [InlineData("TO_LOWER(\"ΑΣ Σ\")", "ας σ")]
    [InlineData("TO_LOWER(\"İ\")", "i\u0307")]
    [InlineData("TO_UPPER(\"𐐨\")", "𐐀")]
    [InlineData("REVERSE(\"e\u0301x\")", "xe\u0301")]
    [InlineData("FROM_BASE64(\"YQ\")", "a")]
    [InlineData("FROM_BASE64(\"YQ==\\n\")", "null")]
    [InlineData("BYTE_LENGTH(FROM_BASE64(\"//8=\"))", "2")]
    [InlineData("FROM_BASE64(\"/0FC\") LIKE \"*AB\"", "true")]
    [InlineData("TO_BASE64(FROM_BASE64(\"//8=\"))", "//8=")]
    [InlineData("URL_DECODE(\"%zz\")", "null")]
    [InlineData("URL_DECODE([\"a%20b\", \"%\"])", "a b")]
    [InlineData("URL_ENCODE(\"ä*~\")", "%C3%A4*%7E")]
    [InlineData("TRIM(\"\\t\u2003x\u00A0\")", "x\u00A0")]
    [InlineData("HASH(\"sha-512\", \"\") == HASH(\"SHA-512\", \"\")", "true")]
    public void StringsCountCodePoints(string expression, string result) =>
        Assert.Equal(result, RowQuery.Text(expression));

    [Theory]
    [InlineData("MV_SLICE([1, 2], 2)", "null")]
    [InlineData("MV_SLICE([1, 2], 1, 0)", "null")]
    [InlineData("MV_SLICE([1, 2], -1, 0)", "null")]
    [InlineData("MV_SLICE([1, 2, 3], -9, -2)", "[1, 2]")]
    [InlineData("MV_MEDIAN([-3, -2])", "-3")]
    [InlineData("MV_MEDIAN([1.0, 2.0])", "1.5")]
    [InlineData("MV_PERCENTILE([1, 2], 150)", "null")]
    [InlineData("MV_PERCENTILE([1, 4], 50)", "2")]
    [InlineData("MV_SUM([9223372036854775807, 1])", "null")]
    [InlineData("MV_AVG([1.0e308, 1.0e308])", "null")]
    [InlineData("MV_CONTAINS([1, 2], [1, 1])", "true")]
    [InlineData("MV_CONCAT([\"a\", \"b\"], [\"x\", \"y\"])", "null")]
    [InlineData("MV_ZIP(\"a\", [\"x\", \"y\"])", "[a,x, y]")]
    [InlineData("MV_UNION(null, [1, 1])", "1")]
    [InlineData("GREATEST(\"a\", \"B\")", "a")]
    [InlineData("LEAST(TO_DATETIME(1), \"1970-01-01\")", "1970-01-01T00:00:00.000Z")]
    [InlineData("ROUND_TO(TO_DATETIME(\"2024-05-01\"), \"2024-01-01\", \"2024-06-01\")", "2024-01-01T00:00:00.000Z")]
    [InlineData("ROUND(-0.4)", "-0.0")]
    [InlineData("ROUND(123.456, -5)", "0.0")]
    [InlineData("ROUND(2147483647, -1)", "null")]
    [InlineData("ROUND(1.7e308, 300)", "1.7E308")]
    [InlineData("BUCKET(-1, 10)", "-10.0")]
    [InlineData("IP_PREFIX(\"2001:db8::ffff\", 0, 127)", "2001:db8::fffe")]
    [InlineData("\"x\" NOT LIKE \"*\"", "false")]
    [InlineData("[\"a\", \"b\"] LIKE \"*\"", "true")]
    [InlineData("[\"a\", \"b\"] LIKE \"a\"", "null")]
    [InlineData("\"a\" LIKE (null, \"a\")", "true")]
    [InlineData("JSON_EXTRACT(\"\"\"{\"a\":[1, {\"b\": 2} ]}\"\"\", \"a[1]\")", "{\"b\": 2}")]
    [InlineData("JSON_EXTRACT(\"\"\"{\"a\":1,\"a\":2}\"\"\", \"a\")", "1")]
    [InlineData("JSON_EXTRACT(\"\"\"{\"a\":\"\\u00e4\\n\"}\"\"\", \"a\")", "ä\n")]
    [InlineData("JSON_EXTRACT(\"\"\"{\"a\":\"\\ud800\"}\"\"\", \"a\")", "null")]
    [InlineData("JSON_EXTRACT(\"5\", \"$\")", "5")]
    public void CellsAndOthersHoldAtTheEdges(string expression, string result) =>
        Assert.Equal(result, RowQuery.Text(expression));

    [Fact]
    public void TheStarPatternOnlyAsksForAValue()
    {
        var query = RowQuery.TryRun("ROW n = null::keyword | EVAL a = n NOT LIKE \"*\", b = n NOT LIKE \"x*\"")!;
        Assert.Equal(["null", "true", "null"], query.Columns!.Select(c => c.Value.ToString()));
    }
}
