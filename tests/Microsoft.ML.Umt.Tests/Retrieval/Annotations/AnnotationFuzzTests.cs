using System.Text;

namespace Microsoft.ML.Umt.Tests.Retrieval.Annotations;

/// <summary>Damaged files of every form: rows, or an <see cref="InvalidDataException"/> that begins with the file's name; nothing else.</summary>
public sealed class AnnotationFuzzTests : IDisposable
{
    private const int Rounds = 150;
    private const string Marks = "\"[]{},:\\u0\0\t\n;";

    private readonly AnnotationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("captions.json", """[{"video": "a/1.mp4", "caption": ["one", "tw\u00f6"]}, {"image": ["2.jpg", "3.jpg"], "caption": "x\ud83c\udfac"}]""")]
    [InlineData("questions.json", """[{"video": "1.mp4", "question": "what?", "answer": ["red", 2, true], "question_id": 7, "answer_type": "other"}]""")]
    [InlineData("choices.json", """[{"video": "1.mp4", "caption": ["a", "b", "c"], "answer": 2}, {"video": "1.mp4", "caption": ["a", "b"], "answer": 0}]""")]
    [InlineData("captions.csv", "key,vid_key,video_id,sentence\r\nret0,msr1,video1,\"a \"\"red\"\" car, parked\"\r\nret1,msr2,video2,plain \"talk\" here\r\n")]
    [InlineData("captions.tsv", "vid1\ta boy playing\nvid1\tsecond é 動画\nvid2\tthird\n")]
    [InlineData("choices.csv", "video_id,a1,a2,a3,question,answer\nvideo9,x,y,z,why?,2\n")]
    [InlineData("labels.json", """{"a": "1", "b": 0, "c": 2}""")]
    [InlineData("map.txt", "-4wsuPCjDBc_5_15 vid1\r\nx y\tvid2\r\n")]
    public void OnlyDocumentedErrors(string name, string content)
    {
        var whole = Encoding.UTF8.GetBytes(content);
        var random = new Random(name.Length);
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var path = _folder.Write($"{round % 2}{name}", Damaged(whole, random));
            foreach (var read in (Func<object>[])
                [
                    () => VideoAnnotations.ReadCaptions(path, new VideoAnnotationOptions { VideoFolder = _folder.Path, MissingVideos = MissingVideos.Keep }).Count(),
                    () => VideoAnnotations.ReadCaptions(path, new VideoAnnotationOptions { Captions = CaptionLayout.Paragraph }).Count(),
                    () => VideoAnnotations.ReadQuestions(path).Count(),
                    () => VideoAnnotations.ReadChoices(path).Count(),
                    () => VideoAnnotations.ReadVideoNames(path).Count(),
                    () => VideoAnnotations.ReadLabels(path),
                    () => VideoAnnotations.ReadAnswerList(path),
                    () => VideoAnnotations.ReadNameMap(path),
                ])
            {
                try
                {
                    Assert.NotNull(read());
                    accepted++;
                }
                catch (InvalidDataException error)
                {
                    Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
                }
            }
        }
        Assert.NotEqual(0, accepted);
    }

    private static byte[] Damaged(byte[] whole, Random random)
    {
        var bytes = whole.ToList();
        for (var change = random.Next(1, 6); change > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)Marks[random.Next(Marks.Length)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, random.Next(bytes.Count - at));
                    break;
                default:
                    bytes.InsertRange(at, whole[random.Next(whole.Length)..]);
                    break;
            }
            if (bytes.Count == 0)
                bytes.Add((byte)'[');
        }
        return [.. bytes];
    }
}
