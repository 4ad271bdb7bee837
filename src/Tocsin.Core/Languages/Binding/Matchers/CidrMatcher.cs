using System.Runtime.CompilerServices;
using Tocsin.Core.Languages.Patterns;
using Tocsin.Core.Values;

namespace Tocsin.Core.Languages.Binding.Matchers;

/// <summary>Addresses in one of several blocks; a text that reads as an address counts as one.</summary>
internal sealed class CidrMatcher(IReadOnlyList<CidrBlock> blocks) : ValueMatcher
{
    private readonly CidrBlock[] _blocks = [.. blocks];

    public IReadOnlyList<CidrBlock> Blocks => _blocks;

    public override string Key =>
        "cidr (" + string.Join(", ", _blocks.Select(b => b.ToString()).Distinct().Order(StringComparer.Ordinal)) + ")";

    public override bool Matches(in Value value) =>
        value.Kind switch
        {
            ValueKind.Ip => Contains(value.AsBytes),
            ValueKind.String => MatchesText(value.AsBytes),
            _ => false,
        };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool MatchesText(ReadOnlySpan<byte> text)
    {
        Span<byte> address = stackalloc byte[16];
        return IpText.TryParse(text, address) && Contains(address);
    }

    private bool Contains(ReadOnlySpan<byte> address16)
    {
        foreach (var block in _blocks)
        {
            if (block.Contains(address16))
                return true;
        }

        return false;
    }
}
