using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Augmentation;

/// <summary>Validation and test preprocessing against the reference, over every <c>eval_*</c> fixture.</summary>
public sealed class EvalTransformParityTests
{
    public static TheoryData<string> Files => FixtureData.Rows("transforms", "eval_*.safetensors");

    [Theory]
    [MemberData(nameof(Files))]
    public void ResizedBytesEqualTheReference(string file)
    {
        var (tensors, _, frames, size, _) = Open(file);
        var shape = tensors.Shape("resized_u8");
        var resized = new FrameSize(shape[1], shape[2]);
        var config = FixtureData.Config(file);
        Assert.Equal(resized, size.WithShortSide(config.GetProperty("short_side").GetInt32()));

        var actual = new byte[shape[0] * resized.RgbBytes];
        FrameResize.Bilinear(frames, shape[0], size, resized, actual);

        Assert.Equal(0, Clips.MaxDifference(tensors.Bytes("resized_u8"), actual));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void ValidationClipEqualsTheReference(string file)
    {
        var (tensors, count, frames, size, config) = Open(file);
        var transform = EvalTransform.Validation(config.GetProperty("short_side").GetInt32(), config.GetProperty("crop").GetInt32());
        var offsets = config.GetProperty("centre_crop_xy");
        var window = transform.Window(size.WithShortSide(transform.ShortSide), 0);
        Assert.Equal((offsets[0].GetInt32(), offsets[1].GetInt32()), (window.Left, window.Top));

        AssertView(tensors, "validation", transform, 0, count, frames, size, config);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void TestCropsEqualTheReference(string file)
    {
        var (tensors, count, frames, size, config) = Open(file);
        var names = tensors.Names.Where(n => n.StartsWith("test", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(names);
        foreach (var name in names)
        {
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            var transform = EvalTransform.Test(config.GetProperty("short_side").GetInt32(), int.Parse(name[4..dot]));
            var crop = int.Parse(name[(dot + 5)..]);
            var window = transform.Window(size.WithShortSide(transform.ShortSide), crop);
            Assert.Equal(config.GetProperty("test_crop_starts").GetProperty(name).GetInt32(), Math.Max(window.Left, window.Top));

            AssertView(tensors, name, transform, crop, count, frames, size, config);
        }
    }

    private static void AssertView(FixtureTensors tensors, string name, EvalTransform transform, int crop,
        int count, byte[] frames, FrameSize size, System.Text.Json.JsonElement config)
    {
        Assert.Equal([3, count, transform.Size, transform.Size], tensors.Shape(name));
        var clip = new byte[transform.ClipBytes(count)];
        transform.Apply(frames, count, size.Height, size.Width, crop, clip);
        var actual = Clips.Normalise(clip, count, transform.Size, transform.Size, Clips.Three(config, "mean"), Clips.Three(config, "std"));
        Assert.True(Clips.MaxDifference(tensors.Floats(name), actual) <= 1e-6f, name);
    }

    private static (FixtureTensors Tensors, int Count, byte[] Frames, FrameSize Size, System.Text.Json.JsonElement Config) Open(string file)
    {
        var tensors = new FixtureTensors(file);
        var input = tensors.Names.Single(n => n.StartsWith("input.frames.", StringComparison.Ordinal));
        var shape = tensors.Shape(input);
        return (tensors, shape[0], tensors.Bytes(input), new FrameSize(shape[1], shape[2]), FixtureData.Config(file));
    }
}
