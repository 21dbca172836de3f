using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Umt;
using Samples.Data;
using SkiaSharp;

namespace VideoClassification.Reports;

/// <summary>Draws the frames that a model sees of a few clips, one row for each clip.</summary>
internal static class ContactSheet
{
    private const int Frames = 8, Side = 96, LabelWidth = 130, Gap = 4;

    public static void Save(MLContext mlContext, IEnumerable<LabelledClip> clips, string path)
    {
        // The same component that other models use to get at the pixels: [frames, colours, rows, columns] for each clip.
        var pixels = mlContext.Transforms.LoadVideos("Video", inputColumnName: "Path")
            .Append(mlContext.Transforms.ExtractVideoFrames("Pixels", "Video", new VideoFrameExtractionOptions
            {
                Sampling = new FrameSamplingOptions { FrameCount = Frames },
                ImageSize = Side,
                PixelType = FramePixelType.Byte,
            }));
        var rows = clips.ToList();
        var data = mlContext.Data.LoadFromEnumerable(rows);
        byte[][] frames = [.. pixels.Fit(data).Transform(data).GetColumn<byte[]>("Pixels")];

        using var surface = SKSurface.Create(new SKImageInfo(LabelWidth + Frames * (Side + Gap), rows.Count * (Side + Gap)));
        surface.Canvas.Clear(SKColors.White);
        using var font = new SKFont(SKTypeface.Default, size: 15);
        using var ink = new SKPaint { Color = SKColors.Black, IsAntialias = true };
        for (int row = 0; row < rows.Count; row++)
        {
            int top = row * (Side + Gap);
            surface.Canvas.DrawText(rows[row].Label, Gap, top + Side / 2, font, ink);
            for (int frame = 0; frame < Frames; frame++)
            {
                using var picture = ToBitmap(frames[row].AsSpan(frame * 3 * Side * Side, 3 * Side * Side));
                surface.Canvas.DrawBitmap(picture, LabelWidth + frame * (Side + Gap), top);
            }
        }
        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        using var file = File.Create(path);
        png.SaveTo(file);
    }

    private static SKBitmap ToBitmap(ReadOnlySpan<byte> planes)
    {
        var bitmap = new SKBitmap(Side, Side);
        int plane = Side * Side;
        for (int i = 0; i < plane; i++)
            bitmap.SetPixel(i % Side, i / Side, new SKColor(planes[i], planes[plane + i], planes[2 * plane + i]));
        return bitmap;
    }
}
