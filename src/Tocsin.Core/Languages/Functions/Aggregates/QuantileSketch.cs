namespace Tocsin.Core.Languages.Functions.Aggregates;

/// <summary>Numbers for quantiles: all of them up to a bound, counts by size beyond it.</summary>
/// <remarks>
/// Up to <see cref="ExactMax"/> numbers of a group are held and quantiles are exact, with linear interpolation. Beyond, numbers
/// are counted in buckets whose bounds grow by a constant factor, so that a quantile is off by at most 0.5 % of itself. Which of
/// the two is in use depends on the number of numbers alone, so order and merging do not show.
/// </remarks>
internal sealed class QuantileSketch
{
    /// <summary>How many numbers a group holds exactly.</summary>
    public const int ExactMax = 100_000;

    private const double RelativeError = 0.005;
    private static readonly double LogGamma = Math.Log((1 + RelativeError) / (1 - RelativeError));

    private List<double>? _numbers = [];
    private SortedDictionary<int, long>? _positive;
    private SortedDictionary<int, long>? _negative;
    private long _zeros;

    /// <summary>How many numbers were added.</summary>
    public long Count { get; private set; }

    /// <summary>About how much memory it holds.</summary>
    public long SizeBytes =>
        _numbers is null ? 128 + 64L * (_positive!.Count + _negative!.Count) : 64 + 8L * _numbers.Capacity;

    /// <summary>Adds a number.</summary>
    public void Add(double number)
    {
        Count++;
        if (_numbers is not null && _numbers.Count < ExactMax)
        {
            _numbers.Add(number);
            return;
        }

        UseBuckets();
        AddToBucket(number, 1);
    }

    /// <summary>Adds another's numbers.</summary>
    public void Merge(QuantileSketch other)
    {
        if (other._numbers is not null)
        {
            foreach (var number in other._numbers)
                Add(number);
            return;
        }

        UseBuckets();
        Count += other.Count;
        _zeros += other._zeros;
        foreach (var (bucket, count) in other._positive!)
            _positive![bucket] = _positive.GetValueOrDefault(bucket) + count;
        foreach (var (bucket, count) in other._negative!)
            _negative![bucket] = _negative.GetValueOrDefault(bucket) + count;
    }

    /// <summary>The number at p/100·(n−1) in order; only for a count above zero.</summary>
    public double Percentile(double percent)
    {
        var sorted = Sorted();
        return At(sorted, Math.Clamp(percent, 0, 100) / 100 * (Count - 1));
    }

    /// <summary>The median of the distances from the median; only for a count above zero.</summary>
    public double MedianAbsoluteDeviation()
    {
        var sorted = Sorted();
        var middle = (Count - 1) / 2d;
        var median = At(sorted, middle);
        var distances = sorted.Select(s => (Number: Math.Abs(s.Number - median), s.Count)).ToList();
        distances.Sort((x, y) => x.Number.CompareTo(y.Number));
        return At(distances, middle);
    }

    private List<(double Number, long Count)> Sorted()
    {
        if (_numbers is not null)
        {
            var numbers = _numbers.ToArray();
            Array.Sort(numbers);
            return [.. numbers.Select(n => (n, 1L))];
        }

        var sorted = new List<(double, long)>();
        foreach (var (bucket, count) in _negative!.Reverse())
            sorted.Add((-Representative(bucket), count));
        if (_zeros > 0)
            sorted.Add((0, _zeros));
        foreach (var (bucket, count) in _positive!)
            sorted.Add((Representative(bucket), count));
        return sorted;
    }

    private static double At(List<(double Number, long Count)> sorted, double position)
    {
        var below = (long)Math.Floor(position);
        var low = Nth(sorted, below);
        var rest = position - below;
        if (rest == 0)
            return low;
        return low + rest * (Nth(sorted, below + 1) - low);
    }

    private static double Nth(List<(double Number, long Count)> sorted, long n)
    {
        foreach (var (number, count) in sorted)
        {
            if (n < count)
                return number;
            n -= count;
        }

        return sorted[^1].Number;
    }

    private void UseBuckets()
    {
        if (_numbers is null)
            return;
        _positive = [];
        _negative = [];
        foreach (var number in _numbers)
            AddToBucket(number, 1);
        _numbers = null;
    }

    private void AddToBucket(double number, long count)
    {
        if (Math.Abs(number) < double.Epsilon)
        {
            _zeros += count;
            return;
        }

        var buckets = number > 0 ? _positive! : _negative!;
        var bucket = (int)Math.Ceiling(Math.Log(Math.Abs(number)) / LogGamma);
        buckets[bucket] = buckets.GetValueOrDefault(bucket) + count;
    }

    private static double Representative(int bucket) => 2 * Math.Exp(bucket * LogGamma) / (1 + Math.Exp(LogGamma));
}
