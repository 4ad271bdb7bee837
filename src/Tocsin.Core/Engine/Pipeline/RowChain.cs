using Tocsin.Core.Languages.Binding;

namespace Tocsin.Core.Engine.Pipeline;

/// <summary>Where the rows of a chain go.</summary>
internal interface IRowSink
{
    /// <summary>Takes the row of the context; its cells are overwritten afterwards.</summary>
    void Accept(EvalContext context);
}

/// <summary>Steps that each row goes through, and where the rows go behind the last. One thread at a time.</summary>
internal sealed class RowChain(RowOperator[] operators, IRowSink sink)
{
    /// <summary>The event and cells of the row at hand.</summary>
    public EvalContext Context { get; set; } = null!;

    /// <summary>Sends the row of the context through the steps from a place on.</summary>
    public void Run(int index)
    {
        if (index == operators.Length)
            sink.Accept(Context);
        else
            operators[index].Process(this, index + 1);
    }
}
