using Microsoft.Extensions.VectorData;

namespace Microsoft.ML.Umt.Tests.Retrieval;

public sealed class VideoIndexMemoryStoreTests : VectorStoreContract
{
    protected override bool IsPersistent => false;

    [Theory]
    [MemberData(nameof(Tests), MemberType = typeof(VectorStoreContract))]
    public Task Contract(string test) => RunAsync(test);

    protected override VectorStore Open() => new VideoIndexStore();
}
