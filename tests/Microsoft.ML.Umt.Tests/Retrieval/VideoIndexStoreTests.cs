using Microsoft.Extensions.VectorData;

namespace Microsoft.ML.Umt.Tests.Retrieval;

public sealed class VideoIndexStoreTests : VectorStoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("umt-store-").FullName;

    [Theory]
    [MemberData(nameof(Tests), MemberType = typeof(VectorStoreContract))]
    public Task Contract(string test) => RunAsync(test);

    [Fact]
    public async Task Files_of_others_stay_when_a_collection_is_deleted()
    {
        foreach (var name in (string[])["with", "without"])
            await Store.GetCollection<string, VideoRecord>(name, VideoRecord.CreateDefinition(2)).EnsureCollectionExistsAsync();
        string[] others = [Path.Combine(_folder, "with", "notes.txt"), Path.Combine(_folder, "with", "pictures", "1.png"), Path.Combine(_folder, "with", "film.part")];
        Directory.CreateDirectory(Path.GetDirectoryName(others[1])!);
        foreach (var file in others)
            File.WriteAllText(file, "mine");
        // What a save that was killed has left.
        File.WriteAllText(Path.Combine(_folder, "without", "videos.index.part"), "");

        await Store.EnsureCollectionDeletedAsync("with");
        await Store.EnsureCollectionDeletedAsync("without");

        Assert.Equal(others.Order(), Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Order());
        Assert.False(Directory.Exists(Path.Combine(_folder, "without")));
        Assert.False(await Store.CollectionExistsAsync("with"));
        await Store.GetCollection<string, VideoRecord>("with", VideoRecord.CreateDefinition(3)).EnsureCollectionExistsAsync();
    }

    public override void Dispose()
    {
        base.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    protected override VectorStore Open() => new VideoIndexStore(_folder);
}
