using System.IO.Compression;
using System.Text;
using Microsoft.ML.Umt.Checkpoints;

namespace Microsoft.ML.Umt.Tests.Checkpoints;

/// <summary>Hand-made pickles: what is refused, what is kept inert, and that work stays bounded.</summary>
public sealed class PickleSafetyTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"umt-pickle-{Guid.NewGuid():N}.pth");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("cos\nsystem\n(S'true'\ntR.", "os.system")]
    [InlineData("cnt\nsystem\n(S'true'\ntR.", "nt.system")]
    [InlineData("c__builtin__\nexec\n(S'1'\ntR.", "exec")]
    [InlineData("cbuiltins\ngetattr\n(S'1'\ntR.", "getattr")]
    [InlineData("(S'true'\nios\nsystem\n.", "os.system")]
    [InlineData("crunpy\n_run_code\n(tR.", "runpy")]
    [InlineData("ctorch.hub\nload\n(S'x'\ntR.", "torch.hub.load")]
    [InlineData("cmy.package\nmake\n(S'x'\ntR.", "my.package.make")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n(tR.", "_rebuild_tensor_v2")]
    public void Calls_are_refused_by_name(string pickle, string named) => Assert.Contains(named, Refusal(pickle));

    [Fact]
    public void Unknown_objects_beside_the_weights_are_kept_inert()
    {
        // {'args': argparse.Namespace with attribute lr, 'epoch': 7}: no tensors, so the file is refused for that alone.
        const string pickle = "(dS'args'\ncargparse\nNamespace\n)\x81(dS'lr'\nF0.1\nsbsS'epoch'\nI7\ns.";
        Assert.Contains("no tensors", Refusal(pickle));
    }

    [Fact]
    public void A_pickle_that_unfolds_without_end_is_refused()
    {
        // Each level is a pair of the one before: a hundred levels would be 2^100 values.
        var pickle = new StringBuilder("(dS'a'\n(lp0\n");
        for (int i = 1; i <= 60; i++)
            pickle.Append(System.Globalization.CultureInfo.InvariantCulture, $"0(g{i - 1}\ng{i - 1}\nlp{i}\n");
        pickle.Append("s.");
        Refusal(pickle.ToString());
    }

    [Fact]
    public void A_script_whose_modules_share_children_is_refused()
    {
        // Each module has two names for the next one: 60 levels would be 2^60 paths. The last one is made first.
        var pickle = new StringBuilder("c__torch__\nM\n)\x81p0\n");
        for (int i = 1; i <= 60; i++)
            pickle.Append(System.Globalization.CultureInfo.InvariantCulture, $"0c__torch__\nM\n)\x81(dS'a'\ng{i - 1}\nsS'b'\ng{i - 1}\nsbp{i}\n");
        Assert.Contains("attributes", Refusal(pickle + ".", isScript: true));
        Assert.Contains("nested deeper", Refusal("c__torch__\nM\n)\x81p0\n(dS'a'\ng0\nsS'b'\ng0\nsb.", isScript: true));
    }

    [Fact]
    public void Long_keys_are_refused()
    {
        Assert.Contains("dictionary key", Refusal($"(dS'{new string('k', 5000)}'\nNs."));
        Assert.Contains("dictionary key", Refusal($"(dc{new string('m', 5000)}\nname\nNs."));
    }

    [Fact]
    public void Copying_one_container_again_and_again_is_refused()
    {
        // A dictionary of a thousand entries becomes the state of one object ten thousand times.
        var pickle = new StringBuilder("(d");
        for (int i = 0; i < 1000; i++)
            pickle.Append(System.Globalization.CultureInfo.InvariantCulture, $"I{i}\nNs");
        pickle.Append("p0\n0cargparse\nNamespace\n)\x81");
        for (int i = 0; i < 10_000; i++)
            pickle.Append("g0\nb");
        Assert.Contains("copies", Refusal(pickle + "."));
    }

    [Theory]
    [InlineData("X\xFF\xFF\xFF\x7F")]
    [InlineData("\x8b\xFF\xFF\xFF\xFF")]
    [InlineData("(((((")]
    [InlineData("h\x07.")]
    [InlineData("p9999999999999\n.")]
    [InlineData("Inot a number\n.")]
    [InlineData("}Nas.")]
    public void Malformed_pickles_are_refused(string pickle) => Refusal(pickle);

    [Fact]
    public void Big_integers_do_not_lose_digits()
    {
        using var content = new MemoryStream(Encoding.Latin1.GetBytes("L119547037146038801333356L\n."));
        Assert.Equal("119547037146038801333356", new PickleReader(content).Read()!.ToString());
    }

    private string Refusal(string pickle, bool isScript = false)
    {
        using (var archive = new ZipArchive(File.Create(_path), ZipArchiveMode.Create))
        {
            using (var member = archive.CreateEntry("archive/data.pkl", CompressionLevel.NoCompression).Open())
                member.Write(Encoding.Latin1.GetBytes(pickle));
            if (isScript)
                archive.CreateEntry("archive/constants.pkl");
        }
        return Assert.Throws<CheckpointException>(() => Checkpoint.Open(_path)).Message;
    }
}
