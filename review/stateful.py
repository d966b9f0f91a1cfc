"""The resource types that hold state, and what is lost with such a resource."""

LOSSES = {
    "AWS::S3::Bucket": "what it holds stays behind in a bucket that nothing uses, or goes with it",
    "AWS::Cognito::UserPool": "every dispatcher's account",
    "AWS::Cognito::UserPoolDomain": "the address that the board signs in at",
    "AWS::SecretsManager::Secret": "what is derived from it: the edge and the API no longer have a key in common",
    "AWS::CloudFront::Distribution": "the address in every customer's link",
    "AWS::SQS::Queue": "the changes that wait in it to be published",
    "AWS::SNS::Topic": "who has confirmed to be told of alarms",
    "AWS::Logs::LogGroup": "three months of logs",
}
