namespace Microsoft.ML.Umt.Training;

/// <summary>
/// Seeds that follow from (seed, epoch, number) alone: a sample is augmented the same way whatever worker prepares it, whatever was drawn before,
/// and after a resume. Nothing reseeds the process.
/// </summary>
internal static class SampleSeed
{
    /// <summary>A generator for one sample of one epoch.</summary>
    public static Random Random(int seed, int epoch, int sample) => new(Derive(seed, epoch, sample));

    /// <summary>Mixes the three numbers so that neighbours have unrelated seeds.</summary>
    public static int Derive(int seed, int epoch, int sample) =>
        (int)(Mix(Mix(Mix((uint)seed) ^ (uint)epoch) ^ (uint)sample) >> 33);

    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
