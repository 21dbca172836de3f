using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.Umt.Benchmarks.Retrieval;

/// <summary>Build time and queries per second of <see cref="VideoIndex"/> beside FAISS's flat index on the same vectors, in turn, in one run on one machine.</summary>
internal static class RetrievalBenchmark
{
    private const int Dimensions = 512;
    private const int Queries = 1024;
    private const int Top = 10;

    // Queries per call, and calls per measurement.
    private static readonly (int Batch, int Calls)[] Loads = [(1, 20), (16, 4), (256, 2), (1024, 1)];

    // Threads of either side go on looking for work for a while after a call (those of OpenBLAS for 2^26 cycles), which would slow the other side's next one.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    /// <summary>Prints the table; returns 1 if recall is below 1 or a figure is below that of FAISS.</summary>
    public static int Run(string[] args)
    {
        var options = RetrievalOptions.Parse(args);
        var checks = new LimitChecks();
        Console.WriteLine($"{Dimensions} dimensions, top {Top}, median of {options.Rounds} rounds, {options.Threads} threads on {Environment.ProcessorCount} processors");
        foreach (var rows in options.Rows)
            RunSize(rows, options, checks);
        return checks.ExitCode;
    }

    private static void RunSize(int rows, RetrievalOptions options, LimitChecks checks)
    {
        using var files = new VectorFiles(rows, Dimensions, Queries);
        using var faiss = FaissProcess.TryStart(options, files);
        if (faiss is not null)
            Console.WriteLine($"FAISS computes with {faiss.Ask("blas")}, OPENBLAS_CORETYPE {options.OpenBlasCoreType ?? "not set"}");
        string[] keys = [.. Enumerable.Range(0, rows).Select(row => $"{row:D8}")];

        // The first build warms up, and is checked.
        VideoIndex? index = Build(files, keys, options, EmbeddingStorage.Float32, out _);
        faiss?.Seconds("build");
        checks.AtLeast($"recall@{Top} against brute force, {rows} rows", Recall(files, index), 1);
        if (faiss is not null)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"      (FAISS: {FaissRecall(files, faiss):0.###})"));

        var builds = (Ours: new List<double>(), Faiss: new List<double>());
        for (var round = 0; round < options.Rounds; round++)
        {
            // Before the next is built, or both would be in memory together; FAISS does the same.
            index = null;
            Thread.Sleep(Rest);
            index = Build(files, keys, options, EmbeddingStorage.Float32, out var seconds);
            builds.Ours.Add(seconds);
            if (faiss is not null)
                builds.Faiss.Add(Rested(faiss, "build"));
        }
        Console.WriteLine($"{"rows",9} {"queries/call",13} {"VideoIndex",14} {"FAISS flat",14}");
        Line(rows, "build", Median(builds.Ours), Median(builds.Faiss), "s");
        if (faiss is not null)
            checks.AtLeast($"build speed against FAISS, {rows} rows", Median(builds.Faiss) / Median(builds.Ours), 1);

        foreach (var (batch, calls) in Loads)
        {
            var rates = (Ours: new List<double>(), Faiss: new List<double>());
            Search(files, index!, batch, calls);
            for (var round = 0; round < options.Rounds; round++)
            {
                Thread.Sleep(Rest);
                rates.Ours.Add(batch * calls / Search(files, index!, batch, calls));
                if (faiss is not null)
                    rates.Faiss.Add(batch * calls / Rested(faiss, $"search {batch} {calls}"));
            }
            Line(rows, $"{batch}", Median(rates.Ours), Median(rates.Faiss), "/s");
            if (faiss is not null)
                checks.AtLeast($"queries/s against FAISS, {rows} rows, {batch} per call", Median(rates.Ours) / Median(rates.Faiss), 1);
        }
        index = null;
        ReportFloat16(files, keys, options, checks);
    }

    // Of no use to compare with 32-bit FAISS, but what a user wants to know before choosing it.
    private static void ReportFloat16(VectorFiles files, string[] keys, RetrievalOptions options, LimitChecks checks)
    {
        using var index = Build(files, keys, options, EmbeddingStorage.Float16, out var seconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{files.Rows,9} {"16 bits:",13} build {seconds:0.000} s"));
        foreach (var (batch, calls) in Loads)
        {
            Search(files, index, batch, calls);
            Line(files.Rows, $"{batch}", batch * calls / Search(files, index, batch, calls), double.NaN, "/s");
        }
        checks.AtLeast($"recall@{Top} of 16 bits against brute force over the rounded values, {files.Rows} rows", Recall(files, index), 1);
    }

    private static VideoIndex Build(VectorFiles files, string[] keys, RetrievalOptions options, EmbeddingStorage storage, out double seconds)
    {
        GC.Collect();
        var clock = Stopwatch.StartNew();
        var index = new VideoIndex(Dimensions, new() { Storage = storage, Threads = options.Threads });
        var records = new VideoRecord[keys.Length];
        for (var row = 0; row < records.Length; row++)
            records[row] = new VideoRecord(keys[row], files.Vector(row));
        index.Upsert(records);
        seconds = clock.Elapsed.TotalSeconds;
        return index;
    }

    private static double Search(VectorFiles files, VideoIndex index, int batch, int calls)
    {
        VideoQuery[] queries = [.. Enumerable.Range(0, files.QueryCount).Select(query => new VideoQuery(files.Query(query)))];
        var options = new VideoSearchOptions { Top = Top };
        var clock = Stopwatch.StartNew();
        for (var call = 0; call < calls; call++)
            index.Search(new ArraySegment<VideoQuery>(queries, call * batch % (queries.Length - batch + 1), batch), options);
        return clock.Elapsed.TotalSeconds;
    }

    private static double Recall(VectorFiles files, VideoIndex index)
    {
        var found = index.Search([.. Enumerable.Range(0, Checked(files)).Select(query => new VideoQuery(files.Query(query)))], new() { Top = Top });
        // Over what the index holds: 16-bit values are rounded.
        var records = index.Records().ToArray();
        var hits = 0;
        Parallel.For(0, Checked(files), query => Interlocked.Add(ref hits, BruteForce(records, files.Query(query)).Intersect(found[query].Select(each => each.Key)).Count()));
        return hits / (double)(Checked(files) * Top);
    }

    private static double FaissRecall(VectorFiles files, FaissProcess faiss)
    {
        var ids = faiss.Ask($"find {Checked(files)} {Top}").Split(' ').Select(id => $"{int.Parse(id, CultureInfo.InvariantCulture):D8}").Chunk(Top).ToArray();
        VideoRecord[] records = [.. Enumerable.Range(0, files.Rows).Select(row => new VideoRecord($"{row:D8}", files.Vector(row)))];
        var hits = 0;
        Parallel.For(0, Checked(files), query => Interlocked.Add(ref hits, BruteForce(records, files.Query(query)).Intersect(ids[query]).Count()));
        return hits / (double)(Checked(files) * Top);
    }

    // Brute force takes its time.
    private static int Checked(VectorFiles files) => files.Rows > 200_000 ? 5 : 20;

    // Plainly, in double precision: what all else is measured by.
    private static IEnumerable<string> BruteForce(VideoRecord[] records, ReadOnlyMemory<float> query)
    {
        var scores = new double[records.Length];
        for (var row = 0; row < records.Length; row++)
        {
            var a = records[row].Embedding.Span;
            var b = query.Span;
            var sum = 0.0;
            for (var i = 0; i < a.Length; i++)
                sum += (double)a[i] * b[i];
            scores[row] = -sum;
        }
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort(scores, order);
        return order.Take(Top).Select(row => records[row].Key);
    }

    private static void Line(int rows, string what, double ours, double faiss, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows,9} {what,13} {ours,12:0.000}{unit} {(double.IsNaN(faiss) ? "-" : $"{faiss.ToString("0.000", CultureInfo.InvariantCulture)}{unit}"),14}"));

    private static double Rested(FaissProcess faiss, string command)
    {
        Thread.Sleep(Rest);
        return faiss.Seconds(command);
    }

    private static double Median(List<double> values) => values.Count == 0 ? double.NaN : values.Order().ElementAt(values.Count / 2);
}
