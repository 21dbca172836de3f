using Microsoft.ML.Umt.Modeling;
using Microsoft.ML.Umt.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Modeling;

/// <summary>The random numbers of a model are its own.</summary>
public class ModuleRandomTests
{
    [Fact]
    public void Seeding_and_drawing_leave_the_process_wide_generator_alone()
    {
        NativeRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        var before = get_rng_state();
        using (var random = new ModuleRandom(seed: 3))
        {
            random.Seed(4);
            random.Dropout(ones(8, 8), 0.5);
            random.TruncatedNormal(zeros(8), 0.02);
        }
        Assert.Equal(before.data<byte>().ToArray(), get_rng_state().data<byte>().ToArray());
    }
}
