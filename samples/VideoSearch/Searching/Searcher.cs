using System.Numerics.Tensors;
using Microsoft.ML.Umt;
using VideoSearch.Library;
using VideoSearch.Media;
using VideoSearch.Security;

namespace VideoSearch.Searching;

/// <summary>Answers searches.</summary>
internal sealed class Searcher(SearchSettings settings, ClipCatalog catalog, AllowedFolders allowed, ClipFiles files, EngineHost host)
{
    // A closer look reads a video again unless it was looked at a short while ago: a second or more for each.
    private const int LookedAtClosely = 12;

    /// <summary>The videos that a text describes best.</summary>
    /// <param name="text">What is looked for.</param>
    /// <param name="count">How many, 1 to <see cref="SearchSettings.MaxResults"/>.</param>
    /// <param name="closer">Whether the best are looked at more closely and put in a new order.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="RequestException">The text or the number is out of range, or the model is not ready.</exception>
    public async Task<IReadOnlyList<SearchHit>> SearchAsync(string? text, int count, bool closer, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new RequestException(StatusCodes.Status400BadRequest, "Type what the video shows.");
        if (text.Length > settings.MaxQueryLength)
            throw new RequestException(StatusCodes.Status400BadRequest, $"The text has {text.Length} characters; at most {settings.MaxQueryLength} are searched for.");
        if (count < 1 || count > settings.MaxResults)
            throw new RequestException(StatusCodes.Status400BadRequest, $"Ask for 1 to {settings.MaxResults} videos.");

        var engine = host.Now;
        float[] vector = await Task.Run(() => engine.Model.EmbedText(text), cancellationToken);
        var folders = catalog.Folders().Where(folder => allowed.Contains(folder.Path)).ToDictionary(folder => folder.Id, folder => allowed.Display(folder.Path));
        // Null: the folder is not allowed any more, or the catalogue does not know it.
        var clips = new Dictionary<string, Clip?>();
        Clip? Visible(string id)
        {
            if (!clips.TryGetValue(id, out var clip))
                clips[id] = clip = catalog.Clip(id) is { } known && folders.ContainsKey(known.FolderId) ? known : null;
            return clip;
        }

        var hits = new List<SearchHit>();
        foreach (var (id, score) in await engine.Index.FindAsync(vector, count, id => Visible(id) is not null, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var clip = Visible(id)!;
            hits.Add(Describe(clip, folders[clip.FolderId], score, vector));
        }
        // Ids are random: they must not decide between equals.
        hits = [.. hits.OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Folder, StringComparer.Ordinal).ThenBy(hit => hit.Name, StringComparer.Ordinal)];
        return closer && engine.Model.CanMatch ? await LookCloserAsync(engine, text, hits, cancellationToken) : hits;
    }

    private SearchHit Describe(Clip clip, string folder, double score, float[] vector)
    {
        var timeline = catalog.Segments(clip.Id).SelectMany(segment => segment.Frames)
            .Select((frame, number) => new MatchedFrame(number, frame.Time.TotalSeconds, TensorPrimitives.Dot<float>(frame.Vector, vector))).ToList();
        return new SearchHit
        {
            Id = clip.Id,
            Name = Path.GetFileName(clip.RelativePath),
            Folder = Path.GetDirectoryName(clip.RelativePath) is { Length: > 0 } below ? Path.Combine(folder, below) : folder,
            Caption = clip.Caption,
            Duration = clip.Duration,
            Score = score,
            Moments = BestMoments.Of(timeline, clip.Duration),
            Timeline = timeline,
        };
    }

    private async Task<IReadOnlyList<SearchHit>> LookCloserAsync(SearchEngine engine, string text, List<SearchHit> hits, CancellationToken cancellationToken)
    {
        var near = hits.Take(LookedAtClosely).Select(hit => (Hit: hit, Video: BestPiece(hit))).Where(pair => pair.Video is not null).ToList();
        var matches = await Task.Run(() => engine.Model.Match(text, [.. near.Select(pair => pair.Video!)], cancellationToken), cancellationToken);
        var rated = near.Zip(matches, (pair, match) => pair.Hit with { Match = float.IsNaN(match) ? null : match }).ToList();
        var ratedIds = rated.Select(hit => hit.Id).ToHashSet();
        return [.. rated.OrderByDescending(hit => hit.Match ?? -1), .. hits.Where(hit => !ratedIds.Contains(hit.Id))];
    }

    // The piece with the best frames: a closer look at an hour would blur what was found.
    private MLVideo? BestPiece(SearchHit hit)
    {
        if (catalog.Clip(hit.Id) is not { } clip || files.Find(clip) is not { } path)
            return null;
        var segments = catalog.Segments(hit.Id);
        var video = MLVideo.FromFile(path);
        if (segments.Count < 2)
            return video;
        int number = 0;
        double best = double.NegativeInfinity;
        for (int i = 0, first = 0; i < segments.Count; first += segments[i].Frames.Count, i++)
        {
            double mean = hit.Timeline.Skip(first).Take(segments[i].Frames.Count).Average(frame => frame.Score);
            if (mean > best)
                (number, best) = (i, mean);
        }
        var start = segments[number].Frames[0].Time;
        return video.Window(start, number + 1 < segments.Count ? segments[number + 1].Frames[0].Time : null);
    }
}
