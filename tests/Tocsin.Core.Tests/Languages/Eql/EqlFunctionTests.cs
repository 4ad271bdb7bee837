using Tocsin.Core.Diagnostics;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Eql;
using Tocsin.Core.Languages.Functions;
using Tocsin.Core.Text;
using Tocsin.Core.Values;

namespace Tocsin.Core.Tests.Languages.Eql;

/// <summary>The functions do what their documentation says.</summary>
public sealed class EqlFunctionTests
{
    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (var example in FunctionRegistry.Eql.All.SelectMany(f => f.Doc.Examples))
                examples.Add(example.Expression, example.Result);
            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void ExampleGivesItsResult(string expression, string expected)
    {
        var source = SourceText.From(expression, "example");
        var diagnostics = new DiagnosticBag();
        var syntax = EqlParser.ParseExpression(source, diagnostics);
        var binder = new EqlBinder(source, EqlQueries.Schema, new FieldTable(), EqlOptions.Default, diagnostics);

        var bound = binder.BindValue(syntax);

        Assert.Empty(diagnostics.ToSortedArray().Select(DiagnosticRenderer.Render));
        Assert.Equal(expected, ValueText.Format(Assert.IsType<BoundLiteral>(bound).Value));
    }

    [Fact]
    public void NamesAreFoundInAnyCase()
    {
        Assert.Equal("startsWith~", FunctionRegistry.Eql.Find("STARTSWITH~")?.Name);
        Assert.Null(FunctionRegistry.Eql.Find("length~"));
    }
}
