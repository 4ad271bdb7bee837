using Tocsin.Core.Fields;

namespace Tocsin.Core.Sources.Reading;

/// <summary>Reads records of no account, so that the code that reads is ready when the first real one comes.</summary>
/// <remarks>
/// What walks records a vector at a time can only be compiled on the machine where it runs, and that takes as long as loading a hundred rules. A short run
/// has it done on a thread of its own while rules are loaded. Nothing is shared with the readers that follow, so nothing else depends on it.
/// </remarks>
internal static class ReaderWarmUp
{
    /// <summary>An audit event and a document, with what records are made of: objects, lists, short and long texts, numbers, what nobody asks for.</summary>
    private static ReadOnlySpan<byte> Records =>
        """
            {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"RequestResponse","auditID":"00000000-0000-0000-0000-000000000000","stage":"ResponseComplete","verb":"get","user":{"username":"warm","groups":["a","b"]},"sourceIPs":["192.0.2.1"],"objectRef":{"resource":"pods","namespace":"n"},"responseStatus":{"metadata":{},"code":200},"requestReceivedTimestamp":"2026-01-01T00:00:00.000000Z","stageTimestamp":"2026-01-01T00:00:00.000000Z","annotations":{"a":"b"}}
            {"@timestamp":"2026-01-01T00:00:00.000Z","event":{"kind":"event","category":["process"]},"process":{"pid":1,"args":["a","b"],"command_line":"a text that is longer than the sixty-four bytes which are looked at in one go"},"data_stream":{"dataset":"warm"},"unasked":{"list":[1,{"a":"b\n"}],"flag":true}}

            """u8;

    private static readonly string[] Fields =
    [
        "@timestamp",
        "event.category",
        "kubernetes.audit.verb",
        "kubernetes.audit.user.username",
        "kubernetes.audit.responseStatus.code",
        "process.args",
        "process.command_line",
        "process.pid",
        "source.ip",
    ];

    /// <summary>Begins, on a thread of its own, and does not wait.</summary>
    public static void Start() => new Thread(() => Run()) { IsBackground = true, Name = "warm-up" }.Start();

    /// <summary>Reads the records.</summary>
    /// <returns>How many values of the wanted fields they have.</returns>
    public static int Run()
    {
        var table = new FieldTable();
        foreach (var field in Fields)
            table.GetOrAdd(field);
        var reader = new JsonEventReader(table, FieldTypes.Default, new(), IgnoredProblems.Instance, new());
        var buffer = new byte[Records.Length + VectorWalker.Slack];
        Records.CopyTo(buffer);
        var slices = new List<RecordSlice>(2);
        for (var start = 0; start < Records.Length; )
        {
            var length = Records[start..].IndexOf((byte)'\n');
            if (length > 0)
                slices.Add(new(start, length, slices.Count + 1, start));
            start += length + 1;
        }

        var chunk = new RecordChunk
        {
            File = new("", 0, "warm"),
            Ordinal = 0,
            Buffer = buffer,
            Records = slices,
        };
        var values = 0;
        for (var record = 0; record < slices.Count; record++)
        {
            reader.Start(chunk, record);
            while (reader.MoveNext())
            {
                for (var slot = 0; slot < Fields.Length; slot++)
                    values += reader.Current.Get(slot).Count;
            }
        }

        return values;
    }
}
