using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Microsoft.Data.Sqlite;
using Tocsin.Core.Values;
using Tocsin.Serve.Log.Sqlite;

namespace Tocsin.Serve.Log;

/// <summary>What the writer's thread knows while it appends: the next offset, the keys of recent records, what the group adds.</summary>
/// <remarks>Threads: the writer's, except for opening.</remarks>
internal sealed class AppendState(LogOptions options, BatchBuffers buffers) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _frame = new(64 << 10);
    private readonly ArrayBufferWriter<byte> _keys = new(4 << 10);
    private readonly List<LogBatch> _batches = [];
    private readonly List<FilePosition> _positions = [];
    private InsertStatement? _insertBatch;
    private InsertStatement? _insertKeys;
    private SqliteConnection? _connection;
    private long _next;
    private long _bytes;

    /// <summary>The keys of recent records.</summary>
    public RecentKeys Keys { get; private set; } = new(options.KeyWindow, options.KeysMax);

    /// <summary>The batches of the group.</summary>
    public IReadOnlyList<LogBatch> Batches => _batches;

    /// <summary>The positions of files that the group moved on.</summary>
    public IReadOnlyList<FilePosition> Positions => _positions;

    /// <summary>The bytes of the group's frames.</summary>
    public long Bytes => _bytes;

    /// <summary>Begins behind an offset, with the keys that the database has.</summary>
    public void Load(SqliteConnection connection, long lastOffset)
    {
        Dispose();
        _next = lastOffset + 1;
        _connection = connection;
        _insertBatch = new(connection, "INSERT INTO batches VALUES (?1, ?2, ?3, ?4, ?5)");
        _insertKeys = new(connection, "INSERT INTO batch_keys VALUES (?1, ?2, ?3)");
        Keys = new(options.KeyWindow, options.KeysMax);
        using var command = SqliteFile.Command(connection, "SELECT arrived, keys FROM batch_keys ORDER BY batch");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var arrived = reader.GetInt64(0);
            ReadOnlySpan<byte> keys = (byte[])reader[1];
            for (; keys.Length >= 16; keys = keys[16..])
                Keys.Keep(
                    new(
                        BinaryPrimitives.ReadUInt64LittleEndian(keys),
                        BinaryPrimitives.ReadUInt64LittleEndian(keys[8..])
                    ),
                    arrived
                );
        }
    }

    /// <summary>Adds a batch to the group; the number of records that were not there already.</summary>
    public int Append(SqliteConnection connection, IntakeBatch batch)
    {
        var lengths = new List<int>(batch.Lengths.Count);
        var records = Distinct(batch, lengths, out var bytes);
        // A batch that held records and brings none is a repetition; one that never held any says what time it is.
        if (lengths.Count > 0 || batch.Lengths.Count == 0)
            Insert(batch, records, bytes, lengths);
        else
            buffers.Return(records);
        if (batch.Position is { } position)
        {
            SqliteFile.Execute(
                connection,
                "INSERT OR REPLACE INTO positions VALUES ($k, $p, $o, $t, $s)",
                ("$k", position.FileKey),
                ("$p", position.Path),
                ("$o", position.Offset),
                ("$t", batch.ArrivedMillis),
                ("$s", SumOf(position))
            );
            _positions.Add(position);
        }

        return lengths.Count;
    }

    /// <summary>The checksum of a position.</summary>
    public static long SumOf(FilePosition position) =>
        (long)StableHash.Of(Encoding.UTF8.GetBytes($"{position.Offset} {position.FileKey}\n{position.Path}"));

    /// <summary>The group is kept, or is not.</summary>
    public void End(bool isCommitted)
    {
        if (isCommitted)
        {
            Keys.Commit();
        }
        else
        {
            Keys.Rollback();
            _next -= _batches.Count;
        }

        _batches.Clear();
        _positions.Clear();
        _bytes = 0;
        // One giant batch must not hold its room for ever.
        if (_frame.Capacity > 32 << 20)
            _frame.Clear();
    }

    public void Dispose()
    {
        _insertBatch?.Dispose();
        _insertKeys?.Dispose();
        _insertBatch = null;
        _insertKeys = null;
    }

    private byte[] Distinct(IntakeBatch batch, List<int> lengths, out int bytes)
    {
        _keys.ResetWrittenCount();
        var source = batch.Records.Span;
        var records = buffers.Rent(source.Length);
        int from = 0,
            to = 0;
        for (var i = 0; i < batch.Lengths.Count; i++)
        {
            var length = batch.Lengths[i];
            var key = batch.Keys[i];
            if (key.IsNone || Keys.TryAdd(key, batch.ArrivedMillis))
            {
                source.Slice(from, length).CopyTo(records.AsSpan(to));
                to += length;
                lengths.Add(length);
                if (!key.IsNone)
                    WriteKey(key);
            }

            from += length;
        }

        bytes = to;
        return records;
    }

    private void Insert(IntakeBatch batch, byte[] records, int bytes, List<int> lengths)
    {
        var kept = new LogBatch(_next, batch.Source, batch.ArrivedMillis, records, lengths) { RecordBytes = bytes };
        _frame.ResetWrittenCount();
        BatchFrame.Write(_frame, kept, batch.Peer);
        _insertBatch!.Bind(1, kept.Offset);
        _insertBatch.Bind(2, kept.ArrivedMillis);
        _insertBatch.Bind(3, _frame.WrittenCount);
        _insertBatch.Bind(4, lengths.Count);
        _insertBatch.Bind(5, _frame.WrittenSpan);
        _insertBatch.Run();
        if (_keys.WrittenCount > 0)
        {
            _insertKeys!.Bind(1, kept.Offset);
            _insertKeys.Bind(2, kept.ArrivedMillis);
            _insertKeys.Bind(3, _keys.WrittenSpan);
            _insertKeys.Run();
        }

        _next++;
        _bytes += _frame.WrittenCount;
        _batches.Add(kept);
    }

    private void WriteKey(in RecordKey key)
    {
        var span = _keys.GetSpan(16);
        BinaryPrimitives.WriteUInt64LittleEndian(span, key.High);
        BinaryPrimitives.WriteUInt64LittleEndian(span[8..], key.Low);
        _keys.Advance(16);
    }
}
