namespace Tocsin.Core.Engine.Pipeline.Deferred;

/// <summary>How states are joined, and how one is held in less memory.</summary>
internal sealed partial class DeferredGroupsState
{
    /// <inheritdoc/>
    public override void Merge(GatherState other) => CopyFrom((DeferredGroupsState)other, mayTakeOver: false);

    /// <inheritdoc/>
    public override void Adopt(GatherState other)
    {
        var others = (DeferredGroupsState)other;
        // Blocks that are hardly used are not worth having: a server's batches are small, and each would leave most of a block empty.
        if (
            _rows.CanBeAdopted
            && others._rows.CanBeAdopted
            && others._rows.TakenBytes >= BlockPool.BlockBytes / 2
            && others._rows.TakenBytes >= others._rows.SizeBytes / 2
        )
            TakeOver(others);
        else
            CopyFrom(others, mayTakeOver: true);
        others.Release();
        CompactIfWorthwhile();
    }

    /// <inheritdoc/>
    public override void Shrink()
    {
        for (var i = 0; i < _count; i++)
        {
            ref var group = ref _groups[i];
            if (group.Held >= FoldedRowsMin)
                Fold(ref group);
        }

        CompactIfWorthwhile();
        Settle();
    }

    /// <inheritdoc/>
    public override bool Release()
    {
        _rows.Release();
        Return(_groups, _buckets, _count);
        (_groups, _buckets, _count) = ([], NoBuckets, 0);
        _foldedBytes = _deadBytes = 0;
        Settle();
        return true;
    }

    /// <summary>Takes over the rows of another state where they lie: what is left to do is to join the groups.</summary>
    private void TakeOver(DeferredGroupsState other)
    {
        // Whichever has fewer groups is entered into the other; rows stay in the order of their coming.
        var isSwapped = other._count > _count;
        if (isSwapped)
        {
            (_rows, other._rows) = (other._rows, _rows);
            (_groups, other._groups) = (other._groups, _groups);
            (_buckets, other._buckets) = (other._buckets, _buckets);
            (_count, other._count) = (other._count, _count);
            (_foldedBytes, other._foldedBytes) = (other._foldedBytes, _foldedBytes);
            (_deadBytes, other._deadBytes) = (other._deadBytes, _deadBytes);
        }

        var shift = _rows.Adopt(other._rows);
        var sought = Scratch.Key;
        for (var i = 0; i < other._count; i++)
        {
            ref var theirs = ref other._groups[i];
            var key = theirs.Key + shift;
            _rows.ReadKey(key, sought);
            var index = Find(sought, _rows.KeyOf(key), theirs.Hash, out var isPreferred);
            if (index < 0)
            {
                index = Enter(theirs.Hash, key);
                _groups[index].TakeTimes(theirs);
            }
            else
            {
                _groups[index].TakeTimes(theirs);
                if (isPreferred)
                    _groups[index].Key = key;
            }

            ref var mine = ref _groups[index];
            mine.Count += theirs.Count;
            if (mine.IsTooLarge || theirs.IsTooLarge || CutsOff(ref mine))
            {
                LetGo(theirs.FirstRow == RowHeader.None ? RowHeader.None : theirs.FirstRow + shift);
                Drop(ref mine);
                continue;
            }

            if (theirs.FirstRow != RowHeader.None)
            {
                var (first, last) = (theirs.FirstRow + shift, theirs.LastRow + shift);
                if (mine.FirstRow == RowHeader.None)
                {
                    (mine.FirstRow, mine.LastRow) = (first, last);
                }
                else if (isSwapped)
                {
                    _rows.Link(last, mine.FirstRow);
                    mine.FirstRow = first;
                }
                else
                {
                    _rows.Link(mine.LastRow, first);
                    mine.LastRow = last;
                }

                mine.Held += theirs.Held;
            }

            TakeFolded(ref mine, theirs, mayTakeOver: true);
        }

        _deadBytes += other._deadBytes;
    }

    private void CopyFrom(DeferredGroupsState other, bool mayTakeOver)
    {
        _rows.TakeKnowledge(other._rows);
        var sought = Scratch.Key;
        for (var i = 0; i < other._count; i++)
        {
            ref var theirs = ref other._groups[i];
            other._rows.ReadKey(theirs.Key, sought);
            ref var mine = ref FindOrAdd(sought, other._rows.KeyOf(theirs.Key), theirs.Hash);
            mine.Count += theirs.Count;
            if (mine.IsTooLarge || theirs.IsTooLarge || CutsOff(ref mine))
            {
                Drop(ref mine);
                continue;
            }

            for (var row = theirs.FirstRow; row != RowHeader.None; row = other._rows.Next(row))
            {
                var mayShow = mine.MayShow(other._rows.HeaderOf(row).TimeMillis);
                Append(ref mine, _rows.Copy(other._rows, row, mayShow));
            }

            TakeFolded(ref mine, theirs, mayTakeOver);
        }
    }

    private void TakeFolded(ref DeferredGroup mine, in DeferredGroup theirs, bool mayTakeOver)
    {
        if (theirs.Folded is { } folded)
        {
            if (mine.Folded is null && mayTakeOver)
            {
                mine.Folded = folded;
                _foldedBytes += folded.SizeBytes;
            }
            else
            {
                (mine.Folded ??= _operator.NewGroup()).Merge(folded);
            }
        }

        if (mine.Held >= RowsMax)
            Fold(ref mine);
    }

    /// <summary>Moves what is held together where most of the blocks is rows that nobody holds.</summary>
    private void CompactIfWorthwhile()
    {
        if (_deadBytes < DeadBytesMin || _deadBytes < _rows.TakenBytes / 2)
            return;
        var rows = new PackedRows();
        rows.TakeKnowledge(_rows);
        for (var i = 0; i < _count; i++)
        {
            ref var group = ref _groups[i];
            group.Key = rows.AddKey(_rows.KeyOf(group.Key));
            var (from, last) = (group.FirstRow, RowHeader.None);
            for (; from != RowHeader.None; from = _rows.Next(from))
            {
                var row = rows.Copy(_rows, from, keepsRecord: true);
                if (last == RowHeader.None)
                    group.FirstRow = row;
                else
                    rows.Link(last, row);
                last = row;
            }

            group.LastRow = last;
        }

        _rows.Release();
        _rows = rows;
        _deadBytes = 0;
    }
}
