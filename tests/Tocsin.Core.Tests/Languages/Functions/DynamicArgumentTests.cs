using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Languages.Functions;

/// <summary>Fields whose type nobody declared: the kinds of their values decide.</summary>
public sealed class DynamicArgumentTests
{
    private static readonly Value Text = Value.FromText("80");
    private static readonly Value Number = Value.FromLong(80);

    [Fact]
    public void NumbersCompareWithNumbersAndTextsWithTexts()
    {
        Assert.True(Compare("==", Number, DataType.Integer, Value.FromInteger(80)).AsBoolean);
        Assert.True(Compare("==", Text, DataType.Keyword, Value.FromText("80")).AsBoolean);
        Assert.True(Compare("<", Number, DataType.Double, Value.FromDouble(80.5)).AsBoolean);
    }

    [Fact]
    public void ATextThatIsANumberComparesWithANumber()
    {
        Assert.True(Compare("==", Text, DataType.Integer, Value.FromInteger(80)).AsBoolean);
        Assert.True(Compare(">", Text, DataType.Double, Value.FromDouble(9.5)).AsBoolean);
        Assert.True(Compare("==", Number, DataType.Keyword, Value.FromText("80")).AsBoolean);
    }

    [Fact]
    public void WhatDoesNotCompareIsNull()
    {
        Assert.True(Compare("==", Value.FromText("http"), DataType.Integer, Value.FromInteger(80)).IsNull);
        Assert.True(Compare("<", Value.True, DataType.Boolean, Value.False, checkError: false).IsNull);
        Assert.True(Compare("!=", Value.True, DataType.Integer, Value.FromInteger(1)).IsNull);
    }

    [Fact]
    public void FunctionsReadValuesAsTheTypeTheyTake()
    {
        Assert.Equal("2", Call("LENGTH", Number).ToString());
        Assert.Equal("80.0", Call("ABS", Text).ToString());
        Assert.True(Call("ABS", Value.FromText("http")).IsNull);
        Assert.Equal("[8, 80]", Call("MV_SORT", Value.FromMany([Number, Value.FromLong(8)])).ToString());
        Assert.Equal("80", Call("TO_INTEGER", Text).ToString());
        Assert.Equal("70.0", Call("BUCKET", Number, (DataType.Integer, Value.FromInteger(35))).ToString());
        var date = Value.FromText("2024-05-01T10:47:00Z");
        var span = (DataType.TimeDuration, Value.FromDuration(3_600_000));
        Assert.Equal("2024-05-01T10:00:00.000Z", Call("BUCKET", date, span).ToString());
        Assert.Equal("81", Call("GREATEST", Text, (DataType.Integer, Value.FromInteger(81))).ToString());
        Assert.Equal("80", Call("COALESCE", Number, (DataType.Keyword, Value.FromText("x"))).ToString());
    }

    private static Value Compare(string name, Value field, DataType type, Value constant, bool checkError = true)
    {
        ArgumentInfo[] arguments = [new(DataType.Dynamic, Value.Null, false), new(type, constant, true)];
        var function = FunctionRegistry.Esql.Find(name)!;
        var binding = function.Bind(arguments, out var error);
        if (binding is null && !checkError)
            return Value.Null;
        Assert.Null(error);
        return Evaluate(function, binding!, [field, constant]);
    }

    private static Value Call(string name, Value field, params (DataType Type, Value Value)[] others)
    {
        ArgumentInfo[] arguments =
        [
            new(DataType.Dynamic, Value.Null, false),
            .. others.Select(o => new ArgumentInfo(o.Type, o.Value, true)),
        ];
        var function = FunctionRegistry.Esql.Find(name)!;
        var binding = function.Bind(arguments, out var error);
        Assert.Null(error);
        return Evaluate(function, binding!, [field, .. others.Select(o => o.Value)]);
    }

    private static Value Evaluate(ScalarFunction function, FunctionBinding binding, Value[] values)
    {
        var literals = values.Select(v => new BoundLiteral(v, DataType.Dynamic, default)).ToArray();
        var source = SourceText.From("", "query");
        var call = new BoundCall(function, binding, literals, source, default);
        return call.Evaluate(new EvalContext());
    }
}
