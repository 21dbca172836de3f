using System.Globalization;
using System.Text;

namespace Microsoft.ML.Umt;

/// <summary>Counts of (true class, predicted class) pairs. Immutable and thread-safe.</summary>
public sealed class VideoConfusionMatrix
{
    private readonly long[,] _counts;
    private readonly long[] _unscored;

    internal VideoConfusionMatrix(IReadOnlyList<string> classNames, long[,] counts, long[] unscored) =>
        (ClassNames, _counts, _unscored) = (classNames, counts, unscored);

    /// <summary>Names of the classes, in the order of rows and columns.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Number of classes.</summary>
    public int NumberOfClasses => ClassNames.Count;

    /// <summary>Number of videos of class <paramref name="trueClass"/> that were predicted to be <paramref name="predictedClass"/>.</summary>
    /// <exception cref="IndexOutOfRangeException">An index is not in 0 … <see cref="NumberOfClasses"/> - 1.</exception>
    public long this[int trueClass, int predictedClass] => _counts[trueClass, predictedClass];

    /// <summary>Number of videos of class <paramref name="trueClass"/> that have no scores, because they could not be read.</summary>
    /// <exception cref="IndexOutOfRangeException">The index is not in 0 … <see cref="NumberOfClasses"/> - 1.</exception>
    public long Unscored(int trueClass) => _unscored[trueClass];

    /// <summary>
    /// A table for fixed-width fonts: one row for each true class, one column for each predicted class (numbered as the rows),
    /// and a column for videos without scores where there are any.
    /// </summary>
    public override string ToString()
    {
        var hasUnscored = _unscored.Any(count => count > 0);
        var nameWidth = Math.Max("true \\ predicted".Length, ClassNames.Max(name => name.Length) + NumberOfClasses.ToString(CultureInfo.InvariantCulture).Length + 1);
        var cellWidth = Math.Max(4, _counts.Cast<long>().Max().ToString(CultureInfo.InvariantCulture).Length + 1);
        var table = new StringBuilder("true \\ predicted".PadRight(nameWidth));
        for (var column = 0; column < NumberOfClasses; column++)
            table.Append(column.ToString(CultureInfo.InvariantCulture).PadLeft(cellWidth));
        if (hasUnscored)
            table.Append("  unread");
        for (var row = 0; row < NumberOfClasses; row++)
        {
            table.AppendLine().Append($"{row} {ClassNames[row]}".PadRight(nameWidth));
            for (var column = 0; column < NumberOfClasses; column++)
                table.Append((_counts[row, column] == 0 ? "." : _counts[row, column].ToString(CultureInfo.InvariantCulture)).PadLeft(cellWidth));
            if (hasUnscored)
                table.Append(_unscored[row].ToString(CultureInfo.InvariantCulture).PadLeft(8));
        }
        return table.ToString();
    }
}
