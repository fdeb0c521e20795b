Console.WriteLine("tweetstream");
