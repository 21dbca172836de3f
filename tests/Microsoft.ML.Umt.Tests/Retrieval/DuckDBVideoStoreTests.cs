using DuckDB.NET.Data;
using Microsoft.Extensions.VectorData;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Retrieval;

public sealed class DuckDBVideoStoreTests : VectorStoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("umt-duckdb-").FullName;

    private string File => Path.Combine(_folder, "it's \"videos\";x=y.duckdb");

    [Theory]
    [MemberData(nameof(Tests), MemberType = typeof(VectorStoreContract))]
    public Task Contract(string test) => RunAsync(test);

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        var path = Path.Combine(_folder, "text.duckdb");
        System.IO.File.WriteAllText(path, new string('x', 10_000));
        Assert.Contains(path, Assert.Throws<VectorStoreException>(() => new DuckDBVideoStore(path)).Message);
    }

    [Fact]
    public void A_second_process_is_told_that_the_file_is_taken()
    {
        _ = Store;
        Assert.Contains("no other process", ChildProcess.Run(OpenFile, [File]).Succeeded());
    }

    [Fact]
    public async Task A_kill_loses_nothing_that_was_committed()
    {
        var printed = KilledProcess.RunFor(AddForever, [File], linesBeforeKill: 20, TimeSpan.FromMilliseconds(3));
        await using var enumerator = Store.ListCollectionNamesAsync().GetAsyncEnumerator();
        Assert.True(await enumerator.MoveNextAsync());
        var videos = Store.GetCollection<string, VideoRecord>("killed", VideoRecord.CreateDefinition(4));
        foreach (var key in printed)
            Assert.NotNull(await videos.GetAsync(key));
    }

    [Fact]
    public async Task A_table_of_the_same_name_in_capitals_is_left_alone()
    {
        // DuckDB takes both for the same.
        await ScalarAsync("CREATE TABLE \"Videos\" (id INTEGER)");
        await Assert.ThrowsAsync<VectorStoreException>(() => Store.EnsureCollectionDeletedAsync("videos"));
        Assert.Equal(0L, await ScalarAsync("SELECT count(*) FROM \"Videos\""));
    }

    public override void Dispose()
    {
        base.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    protected override string VectorType => "FLOAT[3]";

    protected override VectorStore Open() => new DuckDBVideoStore(File);

    protected override async Task<object?> ScalarAsync(string command)
    {
        await using var connection = new DuckDBConnection(new DuckDBConnectionStringBuilder { DataSource = File }.ConnectionString);
        await connection.OpenAsync();
        await using var run = connection.CreateCommand();
        run.CommandText = command;
        return await run.ExecuteScalarAsync();
    }

    private static int OpenFile(string[] arguments)
    {
        Console.WriteLine(Assert.Throws<VectorStoreException>(() => new DuckDBVideoStore(arguments[0])).Message);
        return 0;
    }

    private static int AddForever(string[] arguments)
    {
        using var store = new DuckDBVideoStore(arguments[0]);
        var videos = store.GetCollection<string, VideoRecord>("killed", VideoRecord.CreateDefinition(4));
        videos.EnsureCollectionExistsAsync().GetAwaiter().GetResult();
        for (var i = 0; ; i++)
        {
            videos.UpsertAsync(new VideoRecord($"{i}", new float[] { i, 1, 2, 3 })).GetAwaiter().GetResult();
            Console.Out.Write($"{i}.\n");
            Console.Out.Flush();
        }
    }
}
