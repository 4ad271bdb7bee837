namespace Tocsin.Core.Languages.Patterns.Lucene;

/// <summary>Makes a whole automaton deterministic.</summary>
internal static class Determinizer
{
    /// <summary>How many steps of single states may be tried; beyond that the automaton counts as too large.</summary>
    private const long WorkMax = 20_000_000;

    /// <summary>The states, the first one is the start; null if more than <paramref name="statesMax"/> would be needed.</summary>
    public static List<(NfaStep[] Steps, bool IsAccepting)>? TryRun(ByteNfa nfa, int statesMax)
    {
        var stepper = new StateSetStepper(nfa);
        var numbers = new Dictionary<int[], int>(StateSetComparer.Instance);
        var sets = new List<int[]>();
        var states = new List<(NfaStep[] Steps, bool IsAccepting)>();
        long work = 0;
        NumberOfCurrent();
        for (var i = 0; i < sets.Count; i++)
        {
            work += (sets[i].Length + 1L) * nfa.Representatives.Length;
            if (sets.Count > statesMax || work > WorkMax)
                return null;
            stepper.Restore(sets[i]);
            var isAccepting = stepper.IsAccepting;
            var steps = new List<NfaStep>();
            for (var c = 0; c < nfa.Representatives.Length; c++)
            {
                stepper.Restore(sets[i]);
                stepper.Step(nfa.Representatives[c]);
                // Parts may all be dead and a complement accept nevertheless, but not beyond the end of its any-string part.
                if (stepper.Current.IsEmpty)
                    continue;
                var last = c + 1 < nfa.Representatives.Length ? nfa.Representatives[c + 1] - 1 : 255;
                steps.Add(new(new(nfa.Representatives[c], (byte)last), NumberOfCurrent()));
            }

            states.Add(([.. steps], isAccepting));
        }

        return states;

        int NumberOfCurrent()
        {
            var set = stepper.Current.ToArray();
            Array.Sort(set);
            if (!numbers.TryGetValue(set, out var number))
            {
                number = sets.Count;
                numbers.Add(set, number);
                sets.Add(set);
            }

            return number;
        }
    }
}
