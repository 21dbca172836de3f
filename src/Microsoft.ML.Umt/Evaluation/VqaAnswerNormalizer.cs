using System.Text.RegularExpressions;

namespace Microsoft.ML.Umt.Evaluation;

/// <summary>Brings free answers to the form that VQA v2 compares (spec umt-multi 8).</summary>
internal static partial class VqaAnswerNormalizer
{
    private const string Marks = ";/[]\"{}()=+\\_-><@`,?!";

    // The reference passes a regular expression flag where the number of replacements stands.
    private const int MostPeriods = 32;

    private static readonly Dictionary<string, string> Numbers = new(StringComparer.Ordinal)
    {
        ["none"] = "0",
        ["zero"] = "0",
        ["one"] = "1",
        ["two"] = "2",
        ["three"] = "3",
        ["four"] = "4",
        ["five"] = "5",
        ["six"] = "6",
        ["seven"] = "7",
        ["eight"] = "8",
        ["nine"] = "9",
        ["ten"] = "10",
    };

    /// <summary>All steps, for a predicted answer.</summary>
    public static string Prediction(string answer)
    {
        var plain = Punctuation(answer.Replace('\n', ' ').Replace('\t', ' ').Trim());
        var words = from word in plain.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                    let number = Numbers.GetValueOrDefault(word, word)
                    where number is not ("a" or "an" or "the")
                    select VqaContractions.Restore(number);
        return string.Join(' ', words);
    }

    /// <summary>A mark beside a blank disappears, one inside a word becomes a blank; with a thousands separator in the answer all of them disappear.</summary>
    public static string Punctuation(string answer)
    {
        var hasThousands = Thousands().IsMatch(answer);
        var text = answer;
        foreach (var mark in Marks)
        {
            var atEdge = answer.Contains($"{mark} ", StringComparison.Ordinal) || answer.Contains($" {mark}", StringComparison.Ordinal);
            text = text.Replace(mark.ToString(), atEdge || hasThousands ? "" : " ", StringComparison.Ordinal);
        }
        return Period().Replace(text, "", MostPeriods);
    }

    [GeneratedRegex(@"\d,\d")]
    private static partial Regex Thousands();

    // As the benchmark's pattern works, not as it reads: only what follows the period decides.
    [GeneratedRegex(@"\.(?!\d)")]
    private static partial Regex Period();
}
