using Microsoft.Extensions.VectorData;
using Npgsql;

namespace Microsoft.ML.Umt.Tests.Retrieval;

public sealed class PgVectorVideoStoreTests : VectorStoreContract
{
    [PgVectorTheory]
    [MemberData(nameof(Tests), MemberType = typeof(VectorStoreContract))]
    public Task Contract(string test) => RunAsync(test);

    [Fact]
    public async Task A_server_that_is_not_there_is_named_without_the_password()
    {
        using var store = new PgVectorVideoStore("Host=127.0.0.1;Port=1;Database=videos;Username=app;Password=secret;Timeout=5");
        var error = await Assert.ThrowsAsync<VectorStoreException>(() => store.CollectionExistsAsync("a"));
        Assert.Contains("127.0.0.1/videos", error.Message);
        Assert.DoesNotContain("secret", error.ToString());
    }

    [Fact]
    public void More_dimensions_than_the_server_keeps_are_refused()
    {
        using var store = new PgVectorVideoStore("Host=127.0.0.1");
        Assert.Contains("16000", Assert.Throws<ArgumentException>(() => store.GetCollection<string, VideoRecord>("a", VideoRecord.CreateDefinition(16_001))).Message);
    }

    protected override string VectorType => "vector(3)";

    protected override async Task<object?> ScalarAsync(string command)
    {
        await using var source = NpgsqlDataSource.Create(PgVectorTheoryAttribute.ConnectionString!);
        await using var run = source.CreateCommand(command);
        return await run.ExecuteScalarAsync();
    }

    protected override VectorStore Open() => new PgVectorVideoStore(PgVectorTheoryAttribute.ConnectionString!);
}
