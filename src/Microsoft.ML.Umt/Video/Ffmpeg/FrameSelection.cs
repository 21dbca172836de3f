using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Microsoft.ML.Umt;

/// <summary>Which frames ffmpeg delivers, in ascending order, and where each of them goes.</summary>
internal sealed class FrameSelection
{
    /// <summary>How many frames before the last wanted one are delivered as well where the container may promise too many.</summary>
    private const int Tail = 4;

    /// <summary>More separate runs of frames would make an argument longer than some systems accept; then the frames between them are delivered as well.</summary>
    private const int MaxRuns = 500;

    private FrameSelection(int[] delivered, int[] slots, string expression)
    {
        Delivered = delivered;
        Slots = slots;
        Expression = expression;
    }

    /// <summary>Ascending frame numbers that ffmpeg delivers.</summary>
    public int[] Delivered { get; }

    /// <summary>For each delivered frame its first place in the result, or -1 if nobody asked for it.</summary>
    public int[] Slots { get; }

    /// <summary>The expression of ffmpeg's <c>select</c> filter.</summary>
    public string Expression { get; }

    /// <summary>Plans the delivery.</summary>
    /// <param name="wanted">Frame numbers in the file, in any order, with duplicates.</param>
    /// <param name="promised">How many frames the container promises.</param>
    public static FrameSelection Create(ReadOnlySpan<int> wanted, int promised)
    {
        var places = new SortedDictionary<int, int>();
        for (var i = 0; i < wanted.Length; i++)
            places.TryAdd(wanted[i], i);
        // Containers often promise one to three frames too many. Delivering the neighbours too makes the true last frame known in the same run.
        var last = places.Keys.Last();
        for (var index = Math.Max(0, last - Tail); last >= promised - 2 * Tail && index < last; index++)
            places.TryAdd(index, -1);

        var runs = RunsOf([.. places.Keys]);
        if (runs.Count > MaxRuns)
        {
            for (var index = places.Keys.First(); index <= last; index++)
                places.TryAdd(index, -1);
            runs = [(places.Keys.First(), last)];
        }

        var text = new StringBuilder();
        Append(text, CollectionsMarshal.AsSpan(runs));
        return new FrameSelection([.. places.Keys], [.. places.Values], text.ToString());
    }

    private static List<(int From, int To)> RunsOf(int[] ascending)
    {
        var runs = new List<(int From, int To)>();
        foreach (var index in ascending)
        {
            if (runs.Count > 0 && runs[^1].To + 1 == index)
                runs[^1] = (runs[^1].From, index);
            else
                runs.Add((index, index));
        }

        return runs;
    }

    // A balanced tree of comparisons: ffmpeg's parser gives up on long sums, and each frame costs only as many comparisons as the tree is high.
    private static void Append(StringBuilder text, ReadOnlySpan<(int From, int To)> runs)
    {
        if (runs.Length == 1)
        {
            text.Append(CultureInfo.InvariantCulture, $@"between(n\,{runs[0].From}\,{runs[0].To})");
            return;
        }

        var half = runs.Length / 2;
        text.Append(CultureInfo.InvariantCulture, $@"if(lt(n\,{runs[half].From})\,");
        Append(text, runs[..half]);
        text.Append(@"\,");
        Append(text, runs[half..]);
        text.Append(')');
    }
}
