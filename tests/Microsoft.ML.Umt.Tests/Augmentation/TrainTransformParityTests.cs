using System.Text.Json;
using Microsoft.ML.Umt.Augmentation;
using Microsoft.ML.Umt.Tests.Support;

namespace Microsoft.ML.Umt.Tests.Augmentation;

/// <summary>The resizing of the training transforms against the reference, for given crops.</summary>
public sealed class TrainTransformParityTests
{
    public static TheoryData<string> FinetuneFiles => FixtureData.Rows("transforms", "finetune_resized_crop*.safetensors");

    public static TheoryData<string> PretrainFiles => FixtureData.Rows("transforms", "pretrain_crop*.safetensors");

    public static TheoryData<string> MultiModalFiles => FixtureData.Rows("transforms", "multi_test_transform*.safetensors");

    [Theory]
    [MemberData(nameof(FinetuneFiles))]
    public void FinetuneCropEqualsTheReference(string file)
    {
        ForEachCase(file, (tensors, name, config, frames, count, size) =>
        {
            var crop = config.GetProperty("crop");
            var box = new CropBox(Int(crop, "top"), Int(crop, "left"), Int(crop, "height"), Int(crop, "width"));
            var side = Int(config, "size");
            var clip = new float[count * side * side * 3];
            FloatResize.Bilinear(frames, count, size, box, new FrameSize(side, side), mirrored: false, clip);
            var normalised = new float[clip.Length];
            Statistics(file).Normalise(clip, normalised);
            var difference = Clips.MaxDifference(tensors.Floats($"{name}.output"), normalised);
            Assert.True(difference <= 1e-5f, $"{name}: {difference}");
        });
    }

    [Theory]
    [MemberData(nameof(PretrainFiles))]
    public void PretrainCropEqualsTheReference(string file)
    {
        ForEachCase(file, (tensors, name, config, frames, count, size) =>
        {
            var crop = config.GetProperty("crop");
            var box = new CropBox(Int(crop, "y"), Int(crop, "x"), Int(crop, "h"), Int(crop, "w"));
            var side = Int(config, "size");
            var transform = new PretrainTransform(side);
            var clip = new byte[transform.ClipBytes(count)];
            transform.Apply(frames, count, size, box, mirrored: false, clip);
            Assert.Equal(0, Clips.MaxDifference(tensors.Bytes($"{name}.crop_resized_u8"), clip));

            transform.Apply(frames, count, size, box, config.GetProperty("flip").GetBoolean(), clip);
            var normalised = Normalised(file, clip, count, side);
            Assert.True(Clips.MaxDifference(tensors.Floats($"{name}.output"), normalised) <= 1e-6f, name);
        });
    }

    [Theory]
    [MemberData(nameof(MultiModalFiles))]
    public void MultiModalTestTransformEqualsTheReference(string file)
    {
        ForEachCase(file, (tensors, name, config, frames, count, size) =>
        {
            var side = Int(config, "res");
            var clip = new byte[count * side * side * 3];
            BicubicResize.Resize(Interleave(frames, size), count, size, new FrameSize(side, side), clip);
            Assert.True(Clips.MaxDifference(tensors.Bytes($"{name}.resized_u8"), Planar(clip, side)) <= 1, name);
        }, heightAxis: 2);
    }

    [Fact]
    public void MultiScaleCandidatesEqualTheReference()
    {
        foreach (var entry in FixtureData.Json("transforms/multi_scale_crop_candidates.json").EnumerateArray())
        {
            var frame = new FrameSize(Int(entry, "height"), Int(entry, "width"));
            var pairs = new MultiScaleCrop(Int(entry, "size")).Pairs(frame);
            Assert.Equal(entry.GetProperty("crop_pairs_wh").EnumerateArray().Select(Pair), pairs);
            foreach (var offsets in entry.GetProperty("offsets").EnumerateArray())
            {
                var (width, height) = Pair(offsets.GetProperty("crop"));
                Assert.Equal(offsets.GetProperty("offsets_xy").EnumerateArray().Select(Pair), MultiScaleCrop.Offsets(frame, width, height));
            }
        }
    }

    private static (int, int) Pair(JsonElement pair) => (pair[0].GetInt32(), pair[1].GetInt32());

    private static void ForEachCase(string file, Action<FixtureTensors, string, JsonElement, byte[], int, FrameSize> check, int heightAxis = 1)
    {
        var tensors = new FixtureTensors(file);
        foreach (var entry in FixtureData.Config(file).GetProperty("cases").EnumerateObject())
        {
            var input = tensors.Names.Single(n => n.StartsWith("input.frames.", StringComparison.Ordinal) && n.EndsWith($"_{entry.Name}", StringComparison.Ordinal));
            var shape = tensors.Shape(input);
            check(tensors, entry.Name, entry.Value, tensors.Bytes(input), shape[0], new FrameSize(shape[heightAxis], shape[heightAxis + 1]));
        }
    }

    private static ChannelStatistics Statistics(string file)
    {
        var config = FixtureData.Config(file);
        return new ChannelStatistics(Clips.Three(config, "mean"), Clips.Three(config, "std"));
    }

    private static float[] Normalised(string file, byte[] clip, int count, int side)
    {
        var config = FixtureData.Config(file);
        return Clips.Normalise(clip, count, side, side, Clips.Three(config, "mean"), Clips.Three(config, "std"));
    }

    /// <summary><c>[T,3,H,W]</c> to <c>[T,H,W,3]</c>.</summary>
    private static byte[] Interleave(byte[] planar, FrameSize size)
    {
        var pixels = size.Height * size.Width;
        var result = new byte[planar.Length];
        for (var i = 0; i < planar.Length; i++)
            result[i / (3 * pixels) * 3 * pixels + i % pixels * 3 + i / pixels % 3] = planar[i];
        return result;
    }

    private static byte[] Planar(byte[] clip, int side)
    {
        var pixels = side * side;
        var result = new byte[clip.Length];
        for (var i = 0; i < clip.Length; i++)
            result[i] = clip[i / (3 * pixels) * 3 * pixels + i % pixels * 3 + i / pixels % 3];
        return result;
    }

    private static int Int(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
