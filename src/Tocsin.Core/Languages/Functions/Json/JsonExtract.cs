using System.Text.Json;
using Tocsin.Core.Fields;
using Tocsin.Core.Languages.Binding;
using Tocsin.Core.Languages.Functions.Signatures;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Functions.Json;

/// <summary>What stands at a path of a JSON text, as text (ES|QL specification, 12.10).</summary>
internal sealed class JsonExtract : TypedFunction
{
    private const int DepthMax = 1000;

    private static readonly EvaluationFailure InvalidInput = EvaluationFailure.IllegalArgument("invalid JSON input");

    private enum Outcome
    {
        Found,
        Missing,
        OutOfBounds,
    }

    public override string Name => "JSON_EXTRACT";

    public override FunctionDoc Doc { get; } =
        new(
            "JSON_EXTRACT(string, path)",
            "What stands at a path of a JSON text: the text of a string, other values as written. A path is optional `$`, then `.key`, `['key']` and `[n]`, counted from 0.",
            new FunctionExample("JSON_EXTRACT(\"\"\"{\"a\":{\"b\":[1,\"x\"]}}\"\"\", \"a.b[1]\")", "x"),
            new FunctionExample("JSON_EXTRACT(\"\"\"{\"user.name\":{\"n\":1.50}}\"\"\", \"$['user.name'].n\")", "1.50"),
            new FunctionExample("JSON_EXTRACT(\"\"\"{\"a\":null}\"\"\", \"a\")", "null")
        );

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [new("string", TypeSet.String.Or(TypeSet.Of("_source", DataType.Source))), new("path", TypeSet.String)];

    protected override FunctionBinding? BindTyped(ReadOnlySpan<ArgumentInfo> arguments, ref BindingError? error)
    {
        if (!arguments[1].TryGetConstant(out var constant))
            return new(Extract, DataType.Keyword);
        if (JsonPath.Parse(constant.AsText(), out var reason) is { } path)
            return new((call, a) => Extract(call, a[0].AsBytes, path), DataType.Keyword);
        error = new(reason!, 1);
        return null;
    }

    private static Value Extract(CallContext call, ReadOnlySpan<Value> arguments) =>
        JsonPath.Parse(arguments[1].AsText(), out var reason) is { } path
            ? Extract(call, arguments[0].AsBytes, path)
            : call.Fail(EvaluationFailure.IllegalArgument(reason!));

    private static Value Extract(CallContext call, ReadOnlySpan<byte> text, JsonPath path)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = DepthMax });
        try
        {
            // The reader reports broken texts by exceptions only.
            if (!reader.Read())
                return call.Fail(InvalidInput);
            return Descend(ref reader, path.Steps) switch
            {
                Outcome.Found => ToValue(ref reader, text),
                Outcome.OutOfBounds => call.Fail(EvaluationFailure.IllegalArgument("array index out of bounds")),
                _ => call.Fail(EvaluationFailure.IllegalArgument($"path [{path.Text}] does not exist")),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return call.Fail(InvalidInput);
        }
    }

    /// <summary>Moves the reader from a value to the one at the path below it.</summary>
    private static Outcome Descend(ref Utf8JsonReader reader, ReadOnlySpan<JsonPathStep> steps)
    {
        foreach (var step in steps)
        {
            var outcome = step.Key is null ? ToElement(ref reader, step.Index) : ToMember(ref reader, step.Key);
            if (outcome != Outcome.Found)
                return outcome;
        }

        return Outcome.Found;
    }

    private static Outcome ToMember(ref Utf8JsonReader reader, byte[] key)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return Outcome.Missing;
        while (Advance(ref reader) && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(key);
            Advance(ref reader);
            if (isWanted)
                return Outcome.Found;
            reader.Skip();
        }

        return Outcome.Missing;
    }

    private static Outcome ToElement(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return Outcome.Missing;
        for (var i = 0; Advance(ref reader) && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            if (i == index)
                return Outcome.Found;
            reader.Skip();
        }

        return Outcome.OutOfBounds;
    }

    private static bool Advance(ref Utf8JsonReader reader) => reader.Read() ? true : throw new JsonException();

    private static Value ToValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return Value.Null;
            case JsonTokenType.String:
                var buffer = new byte[reader.ValueSpan.Length];
                return Value.FromUtf8(buffer, 0, reader.CopyString(buffer));
            case JsonTokenType.StartObject:
            case JsonTokenType.StartArray:
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                return Value.FromUtf8(text[start..(int)reader.BytesConsumed].ToArray());
            default:
                return Value.FromUtf8(reader.ValueSpan.ToArray());
        }
    }
}
