using Tocsin.Core.Text;

namespace Tocsin.Core.Languages.Binding;

/// <summary>True if some leaf at or below a path has a value; false, never unknown, otherwise.</summary>
/// <remarks>The existence test of an object (KQL specification, section 3). Reads the whole document.</remarks>
internal sealed class BoundObjectExists(string path, TextSpan span) : BoundCondition(span)
{
    public string Path { get; } = path;

    public override bool IsConstant => false;

    public override Truth Test(EvalContext context)
    {
        using var document = DocumentFields.Parse(context.Event!);
        if (document is null)
            return Truth.False;
        var found = new List<DocumentPart>();
        DocumentFields.Collect(document.RootElement, Path, found);
        return found.Exists(DocumentFields.HasValue) ? Truth.True : Truth.False;
    }
}
