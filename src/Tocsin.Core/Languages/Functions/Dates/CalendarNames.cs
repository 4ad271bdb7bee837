namespace Tocsin.Core.Languages.Functions.Dates;

/// <summary>English names of days and months; the first three letters are the short form.</summary>
internal static class CalendarNames
{
    /// <summary>Monday first.</summary>
    public static readonly string[] Days =
    [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];

    public static readonly string[] Months =
    [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
}
