using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Binding;

/// <summary>Receives the failures of single values at run time (ES|QL specification, 5.6).</summary>
internal interface IWarningSink
{
    /// <summary>An expression failed on a value; its result there is null.</summary>
    /// <param name="source">The query.</param>
    /// <param name="span">The expression's place in it.</param>
    /// <param name="failure">The Java class of the failure, as Elasticsearch names it, and the message.</param>
    void Warn(SourceText source, TextSpan span, EvaluationFailure failure);
}

/// <summary>Why a value could not be computed.</summary>
/// <param name="JavaClass">The class name that Elasticsearch prints, such as <c>java.lang.ArithmeticException</c>.</param>
/// <param name="Message">Its message.</param>
internal sealed record EvaluationFailure(string JavaClass, string Message)
{
    public static readonly EvaluationFailure MultiValue = IllegalArgument(
        "single-value function encountered multi-value"
    );

    public static EvaluationFailure Arithmetic(string message) => new("java.lang.ArithmeticException", message);

    public static EvaluationFailure IllegalArgument(string message) =>
        new("java.lang.IllegalArgumentException", message);

    public static EvaluationFailure InvalidArgument(string message) =>
        new("org.elasticsearch.xpack.esql.core.InvalidArgumentException", message);
}
