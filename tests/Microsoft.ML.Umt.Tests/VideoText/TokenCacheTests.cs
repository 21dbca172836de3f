using Microsoft.ML.Umt.VideoText;

namespace Microsoft.ML.Umt.Tests.VideoText;

public class TokenCacheTests
{
    [Fact]
    public void What_was_not_asked_for_the_longest_goes_first()
    {
        var cache = new TokenCache { Limit = 3 * 400 };
        foreach (var key in (string[])["a", "b", "c"])
            cache.Add(key, new float[100]);
        Assert.NotNull(cache.Find("a"));
        cache.Add("d", new float[100]);
        Assert.Equal([true, false, true, true], ((string[])["a", "b", "c", "d"]).Select(key => cache.Find(key) is not null));
        cache.Limit = 400;
        Assert.Equal([false, false, false, true], ((string[])["a", "b", "c", "d"]).Select(key => cache.Find(key) is not null));
        // One that alone is too large pushes nothing out.
        cache.Add("e", new float[101]);
        Assert.Equal((true, false), (cache.Find("d") is not null, cache.Find("e") is not null));
        cache.Limit = 0;
        cache.Add("f", new float[1]);
        Assert.Null(cache.Find("f"));
        cache.Add(null, new float[1]);
        Assert.Null(cache.Find(null));
    }
}
