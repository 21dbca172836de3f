using Microsoft.Extensions.VectorData;

namespace Microsoft.ML.Umt.Tests.Retrieval;

public sealed class VideoIndexStoreTests : VectorStoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("umt-store-").FullName;

    [Theory]
    [MemberData(nameof(Tests), MemberType = typeof(VectorStoreContract))]
    public Task Contract(string test) => RunAsync(test);

    public override void Dispose()
    {
        base.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    protected override VectorStore Open() => new VideoIndexStore(_folder);
}
