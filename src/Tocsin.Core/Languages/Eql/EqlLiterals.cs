using System.Globalization;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Eql;

/// <summary>Values of literals as written, and as the type that they are compared with wants them.</summary>
internal static class EqlLiterals
{
    /// <summary>The value and type of a literal token; a whole number beyond 64 bits is a double (EQL specification, 2.12).</summary>
    /// <returns>False where a number is too large even for a double.</returns>
    public static bool TryRead(in EqlToken token, out Value value, out DataType type)
    {
        (value, type) = token.Kind switch
        {
            EqlTokenKind.String => (Value.FromText(token.Text), DataType.Keyword),
            EqlTokenKind.True => (Value.True, DataType.Boolean),
            EqlTokenKind.False => (Value.False, DataType.Boolean),
            _ => (Value.Null, DataType.Null),
        };
        if (token.Kind is not (EqlTokenKind.Integer or EqlTokenKind.Decimal))
            return true;
        if (
            token.Kind == EqlTokenKind.Integer
            && long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
        )
        {
            (value, type) = (Value.FromLong(whole), DataType.Long);
            return true;
        }

        if (
            token.Kind == EqlTokenKind.Integer
            && ulong.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned)
        )
        {
            (value, type) = (Value.FromUnsignedLong(unsigned), DataType.UnsignedLong);
            return true;
        }

        var isRead = double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
        (value, type) = (Value.FromDouble(number), DataType.Double);
        return isRead && double.IsFinite(number);
    }

    /// <summary>A literal as a value of the type of a number field; text is read as a number, as a search would.</summary>
    public static bool TryToNumber(in Value literal, out Value number)
    {
        number = literal;
        if (literal.IsNumber)
            return true;
        if (literal.Kind != ValueKind.String)
            return false;
        var text = literal.AsText();
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            number = Value.FromLong(whole);
            return true;
        }

        var isRead = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var fractional);
        number = Value.FromDouble(fractional);
        return isRead && double.IsFinite(fractional);
    }

    /// <summary>
    /// The stretch of time that a literal stands for (EQL specification, 7.6): a date with its missing parts filled from their least
    /// to their greatest, with date math behind <c>||</c>, or an instant in milliseconds since 1970. What begins with <c>now</c> is none: it
    /// moves (<see cref="EqlBinder"/> makes a test of its own of it).
    /// </summary>
    /// <param name="literal">A text or a number.</param>
    /// <param name="from">The first millisecond.</param>
    /// <param name="last">The last millisecond.</param>
    public static bool TryToInstants(in Value literal, out long from, out long last)
    {
        from = last = 0;
        if (literal.IsNumber)
        {
            var millis = literal.ToDouble();
            if (Math.Abs(millis) > 9e15)
                return false;
            from = literal.Kind == ValueKind.Double ? (long)Math.Floor(millis) : literal.AsLong;
            last = from;
            return true;
        }

        if (literal.Kind != ValueKind.String)
            return false;
        if (!DateMath.TryParse(literal.AsText(), out var date) || date.UsesNow)
            return false;
        from = date.First(nowMillis: 0);
        last = date.Last(nowMillis: 0);
        return true;
    }

    /// <summary>A literal as an address; null where it is none.</summary>
    public static Value? ToAddress(in Value literal)
    {
        var address = new byte[16];
        return literal.Kind == ValueKind.String && IpText.TryParse(literal.AsBytes, address)
            ? Value.FromIp(address)
            : null;
    }
}
