using System.Diagnostics;
using Microsoft.ML.Umt.Checkpoints;
using Microsoft.ML.Umt.Tests.Support;
using static TorchSharp.torch;

namespace Microsoft.ML.Umt.Tests.Checkpoints;

/// <summary>Damaged copies of good files: whatever happens is a <see cref="CheckpointException"/>, soon and without much memory.</summary>
public sealed class CheckpointFuzzTests : IDisposable
{
    private const int Rounds = 150;
    private const long MostExtraMemory = 600L << 20;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(60);

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"umt-fuzz-{Guid.NewGuid():N}.bin");

    public static TheoryData<string> Files =>
        [.. ((string[])["crafted_ok.pth", "mixed_types.pth", "legacy_mixed_types.pth", "clip_torchscript_float16.pt", "training_state.pth", "expected.safetensors"])
            .Where(file => FixtureData.Exists($"checkpoints/{file}"))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Flipped_cut_and_overwritten_bytes_only_give_checkpoint_exceptions(string file)
    {
        byte[] good = File.ReadAllBytes(FixtureData.Path($"checkpoints/{file}"));
        var random = new Random(20230816);
        var (before, started) = Usage();
        for (int round = 0; round < Rounds; round++)
            TryOpen(Damage(good, random), $"{file} round {round}");

        // Processor time: the machine may be busy with other things.
        var (after, ended) = Usage();
        Assert.True(ended - started < MostTime, $"took {ended - started}");
        Assert.True(after - before < MostExtraMemory, $"grew by {(after - before) >> 20} MiB");
    }

    private static (long Memory, TimeSpan Time) Usage()
    {
        using var process = Process.GetCurrentProcess();
        return (process.WorkingSet64, process.TotalProcessorTime);
    }

    public void Dispose() => File.Delete(_path);

    private void TryOpen(byte[] content, string what)
    {
        File.WriteAllBytes(_path, content);
        using var scope = NewDisposeScope();
        try
        {
            using var checkpoint = Checkpoint.Open(_path);
            foreach (var name in checkpoint.EntryNames)
            {
                try
                {
                    checkpoint.GetEntry(name);
                }
                catch (CheckpointException)
                {
                    // One bad entry does not hide the others.
                }
            }
        }
        catch (CheckpointException)
        {
            // The only kind of failure there may be.
        }
        catch (Exception error)
        {
            Assert.Fail($"{what}: {error}");
        }
    }

    private static byte[] Damage(byte[] good, Random random)
    {
        byte[] bad = [.. good];
        // Half of the damage goes where the structure is: the start, and the end of zip archives.
        int Place() => random.Next(4) switch
        {
            0 => random.Next(Math.Min(512, bad.Length)),
            1 => bad.Length - 1 - random.Next(Math.Min(4096, bad.Length)),
            _ => random.Next(bad.Length),
        };
        switch (random.Next(4))
        {
            case 0:
                return bad[..random.Next(bad.Length)];
            case 1:
                int start = Place();
                random.NextBytes(bad.AsSpan(start, Math.Min(8, bad.Length - start)));
                break;
            case 2:
                bad[Place()] = 0xFF;
                break;
            default:
                for (int flips = random.Next(1, 9); flips > 0; flips--)
                    bad[Place()] ^= (byte)(1 << random.Next(8));
                break;
        }
        return bad;
    }
}
