namespace Microsoft.ML.Umt.Evaluation;

/// <summary>English contractions that were written without their apostrophe, with it.</summary>
internal static class VqaContractions
{
    private const string Written =
        "ain't aren't can't could've couldn't didn't doesn't don't hadn't hasn't haven't he'd he's how'd how'll how's i'm i've isn't it'd it'll " +
        "let's might've mightn't must've mustn't needn't not've o'clock oughtn't shan't she's should've shouldn't somebody's someone's that'd that's " +
        "there'd there're there's they'd they'll they're they've wasn't we've weren't what'll what're what's what've when's where'd where's where've " +
        "who'd who'll who's who've why'll why're why's won't would've wouldn't y'all you'd you'll you're you've";

    private static readonly Dictionary<string, string> WithApostrophe =
        Written.Split(' ').ToDictionary(word => word.Replace("'", "", StringComparison.Ordinal), StringComparer.Ordinal);

    public static string Restore(string word) => WithApostrophe.GetValueOrDefault(word, word);
}
