using Microsoft.ML.Umt.Pipeline;

namespace Microsoft.ML.Umt.Tests.Pipeline;

public sealed class SharedResourceTests
{
    [Fact]
    public void Disposing_waits_for_calls_under_way_and_refuses_later_ones()
    {
        var resource = new Resource();
        var shared = new SharedResource<Resource>(resource, "encoder");
        shared.Use(value =>
        {
            shared.Dispose();
            Assert.Equal(0, value.Disposals);
            return 0;
        });
        Assert.Equal(1, resource.Disposals);
        Assert.Throws<ObjectDisposedException>(() => shared.Use(_ => 0));
        shared.Dispose();
        Assert.Equal(1, resource.Disposals);
    }

    [Fact]
    public void Disposed_unused()
    {
        var resource = new Resource();
        new SharedResource<Resource>(resource, "encoder").Dispose();
        Assert.Equal(1, resource.Disposals);
    }

    private sealed class Resource : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }
}
