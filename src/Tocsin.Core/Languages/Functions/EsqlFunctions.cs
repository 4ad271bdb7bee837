using Tocsin.Core.Languages.Functions.Addresses;
using Tocsin.Core.Languages.Functions.Conditional;
using Tocsin.Core.Languages.Functions.Conversion;
using Tocsin.Core.Languages.Functions.Dates;
using Tocsin.Core.Languages.Functions.Grouping;
using Tocsin.Core.Languages.Functions.Json;
using Tocsin.Core.Languages.Functions.ManyValues;
using Tocsin.Core.Languages.Functions.Numbers;
using Tocsin.Core.Languages.Functions.Operators;
using Tocsin.Core.Languages.Functions.Spatial;
using Tocsin.Core.Languages.Functions.Strings;

namespace Tocsin.Core.Languages.Functions;

/// <summary>The scalar functions and operators of ES|QL, in the order of the documentation.</summary>
internal static class EsqlFunctions
{
    /// <summary>One instance of each, by chapter.</summary>
    public static IReadOnlyList<FunctionChapter> Chapters { get; } =
    [
        new(
            "Operators",
            [
                new Add(),
                new Subtract(),
                new Multiply(),
                new Divide(),
                new Modulo(),
                new Negate(),
                new Equal(),
                new NotEqual(),
                new Less(),
                new LessOrEqual(),
                new Greater(),
                new GreaterOrEqual(),
                new In(),
                new Like(),
                new RLike(),
            ]
        ),
        new(
            "Conditional",
            [new Case(), new Coalesce(), new Greatest(), new Least(), new Clamp(), new ClampMin(), new ClampMax()]
        ),
        new(
            "Strings",
            [
                new BitLength(),
                new ByteLength(),
                new Concat(),
                new Contains(),
                new EndsWith(),
                new FromBase64(),
                new Hash(),
                new Left(),
                new Length(),
                new Locate(),
                new LTrim(),
                new Md5(),
                new Repeat(),
                new Replace(),
                new Reverse(),
                new Right(),
                new RTrim(),
                new Sha1(),
                new Sha256(),
                new Space(),
                new Split(),
                new StartsWith(),
                new Substring(),
                new ToBase64(),
                new ToLower(),
                new ToUpper(),
                new Trim(),
                new UrlDecode(),
                new UrlEncode(),
                new UrlEncodeComponent(),
            ]
        ),
        new(
            "Numbers",
            [
                new Abs(),
                new Acos(),
                new Asin(),
                new Atan(),
                new Atan2(),
                new Cbrt(),
                new Ceil(),
                new CopySign(),
                new Cos(),
                new Cosh(),
                new EulersNumber(),
                new Exp(),
                new Floor(),
                new Hypot(),
                new Log(),
                new Log10(),
                new Pi(),
                new Pow(),
                new Round(),
                new RoundTo(),
                new Scalb(),
                new Signum(),
                new Sin(),
                new Sinh(),
                new Sqrt(),
                new Tan(),
                new Tanh(),
                new Tau(),
            ]
        ),
        new(
            "Many values",
            [
                new MvAppend(),
                new MvAvg(),
                new MvConcat(),
                new MvContains(),
                new MvCount(),
                new MvDedupe(),
                new MvDifference(),
                new MvFirst(),
                new MvIntersection(),
                new MvIntersects(),
                new MvLast(),
                new MvMax(),
                new MvMedian(),
                new MvMedianAbsoluteDeviation(),
                new MvMin(),
                new MvPercentile(),
                new MvPSeriesWeightedSum(),
                new MvSlice(),
                new MvSort(),
                new MvSum(),
                new MvUnion(),
                new MvZip(),
            ]
        ),
        new(
            "Dates",
            [
                new DateDiff(),
                new DateExtract(),
                new DateFormat(),
                new DateParse(),
                new DateTrunc(),
                new DayName(),
                new MonthName(),
                new Now(),
            ]
        ),
        new("Addresses", [new CidrMatch(), new IpPrefix()]),
        new("Spatial", [new StDistance(), new StX(), new StY()]),
        new(
            "Conversion",
            [
                new ToBoolean(),
                new ToCartesianPoint(),
                new ToCartesianShape(),
                new ToDateNanos(),
                new ToDatePeriod(),
                new ToDatetime(),
                new ToDegrees(),
                new ToDouble(),
                new ToGeoPoint(),
                new ToGeoShape(),
                new ToInteger(),
                new ToIp(),
                new ToKeyword(),
                new ToLong(),
                new ToRadians(),
                new ToTimeDuration(),
                new ToUnsignedLong(),
                new ToVersion(),
            ]
        ),
        new("JSON", [new JsonExtract()]),
        new("Grouping", [new Bucket(), new TBucket()]),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ScalarFunction> All { get; } = [.. Chapters.SelectMany(c => c.Functions)];
}

/// <summary>Functions that belong together.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Functions">Sorted by name.</param>
internal sealed record FunctionChapter(string Title, IReadOnlyList<ScalarFunction> Functions);
