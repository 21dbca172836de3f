using System.Numerics.Tensors;
using VideoSearch.Models;

namespace VideoSearch.Demo;

/// <summary>Says how well the small model finds clips that it has never seen.</summary>
internal static class DemoCheck
{
    /// <summary>Searches for each description among as many clips, one of every kind.</summary>
    /// <param name="model">The model.</param>
    /// <param name="seed">Of the clips; another one than that of the training.</param>
    /// <returns>Descriptions whose clip came first and among the first five, and how many there were.</returns>
    public static (int First, int FirstFive, int Count) Run(ISearchModel model, int seed)
    {
        var clips = ShapeClip.Draw(rounds: 1, seed);
        var videos = model.EmbedVideos([.. clips.Select(DrawnVideo.Of)], CancellationToken.None);
        int first = 0, firstFive = 0;
        for (int i = 0; i < clips.Count; i++)
        {
            float[] text = model.EmbedText(clips[i].Caption);
            float own = TensorPrimitives.Dot<float>(text, videos[i].Vector);
            int better = videos.Count(video => TensorPrimitives.Dot<float>(text, video.Vector) > own);
            first += better == 0 ? 1 : 0;
            firstFive += better < 5 ? 1 : 0;
        }
        return (first, firstFive, clips.Count);
    }
}
